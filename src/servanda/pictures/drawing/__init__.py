"""What all pictures share: scenes, texts, labels, numbers."""
