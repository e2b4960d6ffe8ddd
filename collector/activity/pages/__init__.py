"""The pages of activity returns."""
