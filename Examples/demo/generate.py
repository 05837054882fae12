"""Makes parcels.csv: invented parcels of which some arrive late.

Nothing in it was observed; every cell is drawn at random by the rules below. Half-way through,
one carrier gets much worse, which nothing in the table announces.

    python3 Examples/demo/generate.py > Examples/demo/parcels.csv
"""

import math
import random
import sys
from datetime import datetime, timedelta

ROWS = 3_900
CHANGE = 2_000
CARRIERS = {"Northway": 0.8, "Bluebird": -1.1, "Kestrel": -1.9, "Ostra": 0.3}
WORSE_CARRIER, WORSE = "Bluebird", 4.0
WEATHER = {"clear": -0.9, "rain": 0.5, "wind": -0.1, "snow": 3.1}
WEATHER_SHARE = [50, 28, 16, 6]
MISSING_WEATHER, MISSING_WEIGHT = 0.06, 0.03
STEEPNESS = 1.3


def lateness(row: int, shipped: datetime, carrier: str, km: int, kg: float, weather: str) -> float:
    """How likely a parcel is late, as log odds."""
    score = -1.5 + CARRIERS[carrier] + WEATHER[weather]
    score += 1.3 * math.log(km / 250)
    if shipped.weekday() >= 4:
        score += 1.6
    if shipped.hour >= 16:
        score += 1.1
    if kg > 20:
        score += 1.3
    if carrier == WORSE_CARRIER and row >= CHANGE:
        score += WORSE
    return STEEPNESS * score


def main() -> None:
    chance = random.Random(7)
    shipped = datetime(2024, 1, 2, 8, 0)
    print("tracking,shipped,carrier,km,kg,weather,late")
    best = late = 0.0
    used: set[int] = set()
    for row in range(ROWS):
        shipped += timedelta(minutes=int(chance.expovariate(1 / 75)) + 1)
        if not 7 <= shipped.hour < 20:
            shipped = shipped.replace(hour=7, minute=chance.randrange(60)) + timedelta(days=1)
        carrier = chance.choices(list(CARRIERS), [32, 30, 22, 16])[0]
        km = int(math.exp(chance.uniform(math.log(8), math.log(1500))))
        kg = min(round(math.exp(chance.gauss(1.1, 1.1)), 1), 60.0) or 0.1
        weather = chance.choices(list(WEATHER), WEATHER_SHARE)[0]
        odds = lateness(row, shipped, carrier, km, kg, weather)
        probability = 1 / (1 + math.exp(-odds))
        is_late = chance.random() < probability
        best += max(probability, 1 - probability)
        late += is_late
        number = chance.randrange(10**5)
        while number in used:
            number = (number + 1) % 10**5
        used.add(number)
        cells = [f"P{number:05}", f"{shipped:%Y-%m-%d %H:%M}", carrier, str(km)]
        cells.append("" if chance.random() < MISSING_WEIGHT else f"{kg:g}")
        cells.append("" if chance.random() < MISSING_WEATHER else weather)
        cells.append("yes" if is_late else "no")
        print(",".join(cells))
    share = f"{late / ROWS:.3f} late, the best possible accuracy is about {best / ROWS:.3f}"
    print(share, file=sys.stderr)


if __name__ == "__main__":
    main()
