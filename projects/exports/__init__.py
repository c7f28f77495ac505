"""Floor 8: any list as a file: made by a job from what the list shows."""
