"""The registry's addresses: for administrators, and hours for whoever declares them."""
