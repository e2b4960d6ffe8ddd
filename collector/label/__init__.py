"""Label evidence (article 6): what the figures show on dissatisfaction, for a human to decide."""
