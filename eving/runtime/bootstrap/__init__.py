"""Creation of the environment on a machine that has only Python: packages, front-end files, translations.

Standard library only, and messages in German: neither Django nor its translations exist yet. Inside an active
environment that has Django, the packages are left alone.
"""
