"""A many-to-many relationship that has data of its own: how much of an ingredient a recipe takes.

Prints:

    Pancakes: 250 g flour, 500 ml milk, 4 eggs
    Cake: 400 g flour, 5 eggs
    flour is in: Cake, Pancakes
    without milk, Pancakes: 250 g flour, 4 eggs
"""

from __future__ import annotations

from holdfast import ForeignKey, create_engine, select
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    amounts: Mapped[list[Amount]] = relationship(
        back_populates="recipe", cascade="all, delete-orphan", order_by="Amount.ingredient_id"
    )

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(map(str, self.amounts))}"


class Ingredient(Base):
    __tablename__ = "ingredients"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    amounts: Mapped[list[Amount]] = relationship(back_populates="ingredient")


class Amount(Base):
    __tablename__ = "amounts"

    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)
    ingredient_id: Mapped[int] = mapped_column(ForeignKey("ingredients.id"), primary_key=True)
    text: Mapped[str]
    recipe: Mapped[Recipe] = relationship(back_populates="amounts")
    ingredient: Mapped[Ingredient] = relationship(back_populates="amounts")

    def __str__(self) -> str:
        return f"{self.text} {self.ingredient.name}"


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        flour, milk, eggs = ingredients = [Ingredient(id=n, name=s) for n, s in enumerate(("flour", "milk", "eggs"), 1)]
        session.add_all(ingredients)
        pancakes = [("250 g", flour), ("500 ml", milk), ("4", eggs)]
        cake = [("400 g", flour), ("5", eggs)]
        for name, amounts in (("Pancakes", pancakes), ("Cake", cake)):
            session.add(Recipe(name=name, amounts=[Amount(text=text, ingredient=item) for text, item in amounts]))

    with Session(engine) as session, session.begin():
        recipes = select(Recipe).order_by(Recipe.id)
        every = session.scalars(recipes.options(selectinload(Recipe.amounts).joinedload(Amount.ingredient))).all()
        for recipe in every:
            print(recipe)
        with_flour = (
            select(Recipe.name)
            .join(Recipe.amounts)
            .join(Amount.ingredient)
            .where(Ingredient.name == "flour")
            .order_by(Recipe.name)
        )
        print("flour is in:", ", ".join(session.scalars(with_flour)))
        recipe = every[0]
        recipe.amounts = [amount for amount in recipe.amounts if amount.ingredient.name != "milk"]
        session.flush()
        print(f"without milk, {recipe}")


if __name__ == "__main__":
    main()
