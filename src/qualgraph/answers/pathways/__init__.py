"""Where a qualification leads, and how it compares: pictures and tables."""
