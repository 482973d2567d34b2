"""Training and measuring the model of the text check (``console.suspicion``) from the corpus in ``scripts/corpus``."""
