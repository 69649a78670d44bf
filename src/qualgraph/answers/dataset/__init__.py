"""The release as a whole: its description, downloads, changes, and the site as files."""
