"""All SQL, as plain functions over asyncpg; migrations; Redis. No repository interfaces."""
