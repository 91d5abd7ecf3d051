"""What has ended, stalled or misled servers, and the rules that every answer must keep."""
