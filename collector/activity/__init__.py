"""Activity returns (article 9): what desks declare, who is late, and figures that cannot be."""
