"""Draws support cases at random and writes them to cases.csv."""

import csv
import random


def steps(draw, number):
    """The rows of one case, with the hour at which each happens."""
    is_hard = draw.random() < 0.35
    queue = draw.choice(["billing", "sales", "returns"])
    hour = number * 0.7
    count = draw.randint(3, 8)
    wait_scale = 5 if is_hard else 2
    angry = 0
    for step in range(1, count + 1):
        wait = draw.expovariate(1 / wait_scale)
        hour += wait
        mood = "angry" if draw.random() < (0.6 if is_hard else 0.15) else "calm"
        angry += mood == "angry"
        end = ""
        if step == count:
            lost = draw.random() < (0.9 if angry * 2 > count else 0.05)
            end = "lost" if lost else "solved"
        yield hour, [f"C{number}", step, queue, f"{wait:.1f}", mood, end]


def main():
    draw = random.Random(7)
    rows = [row for number in range(1, 161) for row in steps(draw, number)]
    rows.sort(key=lambda row: row[0])
    with open("cases.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "step", "queue", "wait", "mood", "end"])
        writer.writerows(row for _, row in rows)


main()
