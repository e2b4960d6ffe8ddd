"""What visitors wrote: read by a moderator first, then released with a Point and a quarter."""
