"""The diagram of classes: layers, boxes and arrows."""
