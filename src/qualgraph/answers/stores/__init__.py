"""Where answers come from: the store of a release, or one elsewhere."""
