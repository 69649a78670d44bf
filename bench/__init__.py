"""Long runs: how well documents are read, and how fast."""
