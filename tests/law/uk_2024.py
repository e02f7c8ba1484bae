#!/usr/bin/env python3
"""uk_2024.py STOA SITE - tax, benefits and pension of the United Kingdom, computed a second time.

Written from the Acts and Regulations, not from the rules of the site, with Python's standard library alone.  It computes all worked
examples of the service anew, then draws inputs from a fixed seed, computes them, and has STOA make the same decisions by the site's
rules, as tales of its own.  The last line is "N passed, N failed, N skipped".
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from fractions import Fraction as F

SERVICE = "uk-tax-and-benefits"
DRAWS = 2000            # inputs that are drawn
IN_A_TALE = 25          # of them in one tale: a tale ends at its first wrong line
LEAST_EXAMPLES = 200
SEED = 20241006

# ---- the law: each amount with the days on which it came into force ----

LAW = {
    # Income Tax Act 2007, sections 10, 35, 38; Finance Act 2021, section 5; indexation orders
    "allowance": {"2021-04-06": 12570},
    "allowance_limit": {"2010-04-06": 100000},
    "blind": {"2023-04-06": 2870, "2024-04-06": 3070},
    "basic_limit": {"2021-04-06": 37700},
    "higher_limit": {"2023-04-06": 125140},
    # Income Tax (Earnings and Pensions) Act 2003, section 681C; Finance (No. 2) Act 2024, section 5
    "charge_from": {"2013-04-06": 50000, "2024-04-06": 60000},
    "charge_step": {"2013-04-06": 100, "2024-04-06": 200},
    # Child Benefit (Rates) Regulations 2006, regulation 2
    "eldest": {"2023-04-10": "24.00", "2024-04-08": "25.60"},
    "other": {"2023-04-10": "15.90", "2024-04-08": "16.95"},
    # Housing Benefit (Persons who have attained the qualifying age ...) Regulations 2006, Schedule 3 and regulation 55:
    # personal allowances: single and couple, since and before 1 April 2021; deductions: income below which, and how much
    "needs": {"2023-04-01": (("201.05", "217.00"), ("306.85", "324.70")),
              "2024-04-01": (("218.15", "235.20"), ("332.95", "352.00"))},
    "non_dependants": {
        "2023-04-01": ((162, "18.10"), (236, "41.60"), (308, "57.10"), (410, "93.40"), (511, "106.35"), (None, "116.75")),
        "2024-04-01": ((176, "19.30"), (256, "44.40"), (334, "60.95"), (445, "99.65"), (554, "113.50"), (None, "124.55"))},
    # State Pension Regulations 2015, regulation 1A
    "pension": {"2023-04-10": "203.85", "2024-04-08": "221.20"},
}


def law(name, on):
    """What is in force on a day (ISO text)."""
    return LAW[name][max(d for d in LAW[name] if d <= on)]


# ---- rounding ----

def down(x, places=0):
    return F(x * 10 ** places // 1, 10 ** places)


def up(x):
    return F(-(-x // 1))


def nearest(x, places=2):
    """Half up, of what is not negative."""
    return down(x + F(1, 2 * 10 ** places), places)


# ---- inputs: None where missing or not of its kind ----

def money(i, name):
    x = i.get(name)
    return F(x) if isinstance(x, (int, Decimal)) and not isinstance(x, bool) and x >= 0 else None


def count(i, name, most=None):
    x = money(i, name)
    return x if x is not None and x.denominator == 1 and (most is None or x <= most) else None


def truth(i, name):
    x = i.get(name)
    return x if isinstance(x, bool) else None


def day(i, name):
    try:
        return date.fromisoformat(i.get(name))
    except (TypeError, ValueError):
        return None


# ---- income tax ----

class Tax:
    """Income Tax Act 2007, section 23, for income that is neither savings nor dividends."""

    def __init__(self, i, on):
        self.on = on
        self.income, self.gross = money(i, "income"), money(i, "grossed_up")
        self.is_blind = truth(i, "blind")
        self.marriage = i.get("marriage_allowance") if i.get("marriage_allowance") in ("none", "received", "given") else None

    def adjusted_net_income(self):                                    # section 58
        return None if None in (self.income, self.gross) else max(self.income - self.gross, F(0))

    def personal_allowance(self):                                     # section 35
        ani = self.adjusted_net_income()
        if ani is None:
            return None
        excess = max(ani - law("allowance_limit", self.on), F(0))
        return max(up(law("allowance", self.on) - excess / 2), F(0))

    def blind_persons_allowance(self):                                # section 38
        return None if self.is_blind is None else F(law("blind", self.on) if self.is_blind else 0)

    def transferable_amount(self):                                    # section 55B(4) and (5)
        return up(F(law("allowance", self.on), 10) / 10) * 10

    def _after(self, given):
        parts = (self.income, self.personal_allowance(), self.blind_persons_allowance())
        return None if None in parts else max(parts[0] - (parts[1] - given) - parts[2], F(0))

    def allowance_given(self):                                        # section 55C(1)(c)
        if self.marriage in ("none", "received"):
            return F(0)
        if self.marriage is None or self._after(F(0)) is None:
            return None
        amount = self.transferable_amount()
        return amount if self._after(amount) <= law("basic_limit", self.on) + self.gross else F(0)

    def taxable_income(self):                                         # section 23, step 3
        given = self.allowance_given()
        return None if given is None else self._after(given)

    def tax(self):                                                    # sections 6 and 10
        left = self.taxable_income()
        if left is None:
            return None
        basic, higher = law("basic_limit", self.on) + self.gross, law("higher_limit", self.on) + self.gross
        slices = (("basic", F(0), basic, 20), ("higher", basic, higher, 40), ("additional", higher, left, 45))
        amount, rate = F(0), "none"
        for name, low, high, percent in slices:
            if left > low:
                amount += (min(left, high) - low) * percent / 100
                rate = name
        return {"amount": amount, "rate": rate}

    def marriage_reduction(self):                                     # sections 55B and 29
        if self.marriage != "received":
            return None if self.marriage is None else F(0)
        tax = self.tax()
        if tax is None or tax["rate"] not in ("none", "basic"):
            return tax and F(0)
        return min(tax["amount"], self.transferable_amount() * 20 / 100)

    def income_tax(self):
        tax = self.tax()
        return None if tax is None else down(tax["amount"] - self.marriage_reduction(), 2)


# ---- child benefit ----

class Child:
    """Child benefit, and the charge of sections 681B to 681C."""

    def __init__(self, i, on):
        self.on = on
        self.children, self.weeks = count(i, "children"), count(i, "weeks", 53)
        self.claimant, self.partner = money(i, "claimant_income"), money(i, "partner_income")

    def weekly_child_benefit(self):
        if self.children is None:
            return None
        return F(law("eldest", self.on)) + (self.children - 1) * F(law("other", self.on)) if self.children else F(0)

    def child_benefit(self):
        return None if None in (self.children, self.weeks) else self.weekly_child_benefit() * self.weeks

    def who_is_charged(self):
        if None in (self.claimant, self.partner):
            return None
        if max(self.claimant, self.partner) <= law("charge_from", self.on):
            return "nobody"
        return "partner" if self.partner > self.claimant else "claimant"

    def charge_percentage(self):
        if None in (self.claimant, self.partner):
            return None
        over = max(self.claimant, self.partner) - law("charge_from", self.on)
        return min(down(max(over, F(0)) / law("charge_step", self.on)), F(100))

    def high_income_charge(self):
        parts = (self.child_benefit(), self.charge_percentage())
        return None if None in parts else down(down(parts[0]) * parts[1] / 100)

    def child_benefit_kept(self):
        charge = self.high_income_charge()
        return None if charge is None else self.child_benefit() - charge


# ---- housing benefit ----

class Housing:
    """Housing benefit over pension age: Contributions and Benefits Act 1992, section 130, and S.I. 2006/214."""

    def __init__(self, i, on):
        self.i, self.on = i, on
        self.rent, self.income, self.capital = (money(i, n) for n in ("rent", "income", "capital"))
        self.guarantee = truth(i, "guarantee_credit")

    def _deduction(self, person, exempt):                             # regulation 55
        if exempt or person["age"] < 18 or person["pension_credit"]:
            return F(0)
        bands = law("non_dependants", self.on)
        if person["works"]:
            return F(next(amount for below, amount in bands if below is None or person["income"] < below))
        return F(0) if person["age"] < 25 and person["benefit"] else F(bands[0][1])

    def deductions(self):
        people, exempt = self.i.get("non_dependants"), truth(self.i, "no_deductions")
        if not isinstance(people, list):
            return None
        if people and exempt is None:
            return None
        return sum((self._deduction(p, exempt) for p in people), F(0))

    def maximum_benefit(self):                                        # regulation 50
        off = self.deductions()
        return None if None in (off, self.rent) else max(self.rent - off, F(0))

    def applicable_amount(self):                                      # regulation 22, Schedule 3
        couple, since = truth(self.i, "couple"), day(self.i, "pension_age_on")
        if None in (couple, since):
            return None
        return F(law("needs", self.on)[couple][since < date(2021, 4, 1)])

    def tariff_income(self):                                          # regulation 29
        return None if self.capital is None else up(max(self.capital - 10000, F(0)) / 500)

    def excess_income(self):
        parts = (self.income, self.tariff_income(), self.applicable_amount())
        return None if None in parts else max(parts[0] + parts[1] - parts[2], F(0))

    def housing_benefit(self):
        if self.guarantee is None:
            return None
        if self.guarantee:                                            # regulation 26
            amount = self.maximum_benefit()
        elif self.capital is not None and self.capital > 16000:       # regulation 43
            return F(0)
        else:                                                         # regulation 51: 65 percent
            parts = (self.maximum_benefit(), self.excess_income())
            amount = None if None in parts else nearest(max(parts[0] - parts[1] * 65 / 100, F(0)))
        return amount if amount is None or amount >= F("0.50") else F(0)   # regulation 56


# ---- state pension ----

class Pension:
    """Pensions Act 2014, sections 1 to 3 and 17."""

    def __init__(self, i, on):
        self.on = on
        self.reached = day(i, "pensionable_age_on")
        self.years, self.weeks = count(i, "qualifying_years"), count(i, "weeks_deferred")

    def pension_rate(self):
        if self.reached is None:
            return None
        if self.reached < date(2016, 4, 6):
            return F(0)
        if self.years is None:
            return None
        return nearest(F(law("pension", self.on)) * min(self.years, F(35)) / 35) if self.years >= 10 else F(0)

    def deferral_increase(self):
        if self.weeks is None:
            return None
        if self.weeks < 9:                                            # less than one percent
            return F(0)
        rate = self.pension_rate()
        return None if rate is None else nearest(rate * self.weeks / 900)

    def state_pension(self):
        parts = (self.pension_rate(), self.deferral_increase())
        return None if None in parts else sum(parts)


BENEFITS = (Tax, Child, Housing, Pension)
DECISIONS = {name: b for b in BENEFITS for name in vars(b) if not name.startswith("_")}


def decided(decision, inputs, on):
    return getattr(DECISIONS[decision](inputs, on), decision)()


# ---- worked examples: lines "decide SERVICE DECISION on DAY NAME=VALUE... -> VALUE" ----

def value(text):
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        return text


def equal(got, wanted):
    if isinstance(got, F):
        return isinstance(wanted, (int, Decimal)) and not isinstance(wanted, bool) and got == F(wanted)
    return type(got) is type(wanted) and got == wanted


def example_holds(line):
    doing, wanted = line.split(" -> ")
    words = doing.split()
    at = words.index("on")
    inputs = {n: value(v) for n, v in (w.split("=", 1) for w in words[at + 2:])}
    got = decided(words[2], inputs, words[at + 1])
    if "=" in wanted:
        fields = dict(w.split("=", 1) for w in wanted.split(", "))
        return isinstance(got, dict) and all(equal(got.get(n), value(v)) for n, v in fields.items()), got
    return equal(got, value(wanted)), got


def shown(x):
    return {k: shown(v) for k, v in x.items()} if isinstance(x, dict) else written(x) if isinstance(x, F) else x


def check_examples(site):
    folder = os.path.join(site, "services", SERVICE, "tales")
    good = bad = 0
    for file in sorted(os.listdir(folder)):
        for number, line in enumerate(open(os.path.join(folder, file), encoding="utf-8"), 1):
            line = line.split(" #")[0].strip()
            if not line.startswith("decide "):
                continue
            holds, got = example_holds(line)
            good, bad = good + holds, bad + (not holds)
            if not holds:
                print(f"{file}:{number}: FAILED: computed {shown(got)}, written: {line}")
    if good + bad < LEAST_EXAMPLES:
        print(f"FAILED: {good + bad} worked examples, {LEAST_EXAMPLES} are wanted")
        bad += 1
    print(f"worked examples: {good} as computed here")
    return good, bad


# ---- drawn inputs ----

def written(x):
    """A fraction as a decimal number that ends."""
    places = 0
    while (x * 10 ** places).denominator != 1:
        places += 1
    n = str(abs(int(x * 10 ** places))).rjust(places + 1, "0")
    return ("-" if x < 0 else "") + (f"{n[:-places]}.{n[-places:]}" if places else n)


def near(r, marks, most, pence=True):
    """Money: half of the time within a few pence or steps of a border."""
    if r.random() < 0.5:
        x = r.choice(marks) * 100 + r.choice((-200, -101, -100, -2, -1, 0, 1, 2, 99, 100, 101, 200, 20000))
    else:
        x = r.randrange(most * 100)
    x = max(x, 0)
    return Decimal(x if pence else x // 100 * 100) / 100


def draw_tax(r):
    return {"income": near(r, (0, 12570, 15640, 50270, 100000, 102100, 112570, 125140, 150000), 220000),
            "grossed_up": r.choice((0, 0, 0, Decimal("0.01"), 100, 1250, Decimal("3333.33"), 40000)),
            "blind": r.random() < 0.3, "marriage_allowance": r.choice(("none", "none", "received", "given"))}


def draw_child(r):
    marks = (0, 50000, 50100, 60000, 60200, 70000, 80000)
    return {"children": r.randrange(8), "weeks": r.choice((0, 1, 26, 51, 52, 53, r.randrange(54))),
            "claimant_income": near(r, marks, 100000), "partner_income": r.choice((0, near(r, marks, 100000)))}


def draw_person(r):
    marks = (162, 176, 236, 256, 308, 334, 410, 445, 511, 554)
    return {"age": r.choice((16, 17, 18, 19, 24, 25, 26, 40, 70)), "pension_credit": r.random() < 0.15, "works": r.random() < 0.6,
            "income": near(r, marks, 800), "benefit": r.random() < 0.4}


def draw_housing(r):
    return {"rent": near(r, (0, 90, 120, 250), 400), "income": near(r, (201, 217, 218, 235, 306, 324, 332, 352), 600),
            "capital": near(r, (0, 10000, 10500, 15500, 16000), 20000), "couple": r.random() < 0.5,
            "pension_age_on": r.choice(("2012-05-01", "2021-03-31", "2021-04-01", "2023-11-11")),
            "guarantee_credit": r.random() < 0.2, "no_deductions": r.random() < 0.2,
            "non_dependants": [draw_person(r) for _ in range(r.choice((0, 0, 1, 1, 2, 4)))]}


def draw_pension(r):
    return {"pensionable_age_on": r.choice(("2016-04-05", "2016-04-06", "2020-02-29", "2024-06-30")),
            "qualifying_years": r.choice((0, 9, 10, 11, 34, 35, 36, r.randrange(51))),
            "weeks_deferred": r.choice((0, 8, 9, 10, 52, 104, r.randrange(300)))}


DRAW = {Tax: draw_tax, Child: draw_child, Housing: draw_housing, Pension: draw_pension}
WRONG = {"marriage_allowance": "both", "pension_age_on": "soon", "pensionable_age_on": "soon", "non_dependants": "nobody"}


def drawn(r):
    """A decision, a day in one of the two tax years, inputs; now and then one is missing or wrong."""
    benefit = BENEFITS[r.randrange(4)]
    names = [n for n, b in DECISIONS.items() if b is benefit]
    inputs = DRAW[benefit](r)
    spoilt = r.random()
    name = r.choice(sorted(inputs))
    if spoilt < 0.04:
        del inputs[name]
    elif spoilt < 0.08:
        inputs[name] = WRONG.get(name, -1)
    on = date.fromordinal(r.randrange(date(2023, 4, 10).toordinal(), date(2025, 4, 6).toordinal())).isoformat()
    decision = names[-1] if r.random() < 0.5 else r.choice(names)
    return decision, on, inputs


USES = {  # what a decision reads; a line may name nothing else
    "adjusted_net_income": "income grossed_up", "personal_allowance": "income grossed_up", "blind_persons_allowance": "blind",
    "transferable_amount": "", "weekly_child_benefit": "children", "child_benefit": "children weeks",
    "who_is_charged": "claimant_income partner_income", "charge_percentage": "claimant_income partner_income",
    "deductions": "non_dependants no_deductions", "maximum_benefit": "rent non_dependants no_deductions",
    "applicable_amount": "couple pension_age_on", "tariff_income": "capital",
    "excess_income": "income capital couple pension_age_on", "pension_rate": "pensionable_age_on qualifying_years",
}


def as_text(x):
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, list):
        people = ("{" + ",".join(f'"{n}":{as_text(v)}' for n, v in p.items()) + "}" for p in x)
        return "[" + ",".join(people) + "]"
    return str(x)


def expectation(x):
    if isinstance(x, dict):
        return ", ".join(f"{n}={expectation(v)}" for n, v in x.items())
    return "null" if x is None else written(x) if isinstance(x, F) else x


def line_of(decision, on, inputs, wanted):
    used = USES[decision].split() if decision in USES else list(inputs)
    words = [f"{n}={as_text(inputs[n])}" for n in used if n in inputs]
    return " ".join(["decide", SERVICE, decision, "on", on] + words) + " -> " + expectation(wanted)


def tales_of(lines):
    out = []
    for n, line in enumerate(lines):
        if n % IN_A_TALE == 0:
            out.append(f"tale Drawn inputs from {n + 1}")
        out.append(line)
    return "\n".join(out) + "\n"


def play(stoa, site, text):
    """Has the tales played; (what it printed, exit status)."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "drawn.tale")
        with open(file, "w", encoding="utf-8") as f:
            f.write(text)
        env = {k: v for k, v in os.environ.items() if k != "STOA_PG"}
        done = subprocess.run([stoa, "check", "--tales", site, file], capture_output=True, text=True, env=env)
        return (done.stdout + done.stderr).replace(folder + "/", ""), done.returncode


def check_drawn(stoa, site):
    r = random.Random(SEED)
    lines = [line_of(*d, decided(d[0], d[2], d[1])) for d in (drawn(r) for _ in range(DRAWS))]
    said, status = play(stoa, site, tales_of(lines))
    total = re.search(r"(\d+) passed, (\d+) failed, 0 skipped", said)
    tales = -(-DRAWS // IN_A_TALE)
    if not total or int(total[1]) + int(total[2]) != tales or (status == 0) != (total[2] == "0"):
        print("FAILED: the drawn inputs were not played\n" + said)
        return 0, DRAWS
    bad = int(total[2]) * IN_A_TALE        # of a tale that failed no line counts
    if bad:
        print("FAILED: the rules decide otherwise\n" + said)
    print(f"drawn inputs: {DRAWS - bad} decided by the rules as computed here, {sum(x.endswith('-> null') for x in lines)} of them without a result")
    return DRAWS - bad, bad


WRONG_LINES = (  # what a tale says, and what STOA must say of it
    ("income_tax on 2024-10-01 income=50000 grossed_up=0 blind=false marriage_allowance=none -> 7487", "expected 7487\n    came: 7486"),
    ("tax on 2024-10-01 income=50000 grossed_up=0 blind=false marriage_allowance=none -> amount=7486, rate=higher", "expected rate=higher"),
    ("tax on 2024-10-01 income=50000 grossed_up=0 blind=false marriage_allowance=none -> sum=7486", "expected sum=7486"),
    ("tariff_income on 2024-10-01 capital=-1", "expected a result"),
    ("tariff_income on 2024-10-01 capitol=1 -> 0", "the decision tariff_income reads no capitol"),
    ("tariff_income on 2024-13-01 capital=1 -> 0", "on which day?"),
    ("tariff_incomes capital=1 -> 0", "has no decision tariff_incomes"),
)


def check_the_check(stoa, site):
    """Wrong lines are found, each at its place."""
    text = "".join(f"tale Wrong line {n}\ndecide {SERVICE} {line}\n" for n, (line, _) in enumerate(WRONG_LINES, 1))
    said, _ = play(stoa, site, text)
    good = 0
    for n, (_, complaint) in enumerate(WRONG_LINES, 1):
        found = re.search(rf"^drawn\.tale:{2 * n}: .*{re.escape(complaint)}|^drawn\.tale:{2 * n}: {re.escape(complaint)}", said, re.M)
        good += found is not None
        if not found:
            print(f"FAILED: line {2 * n} was not found wrong: {complaint}\n{said}")
    return good, len(WRONG_LINES) - good


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    stoa, site = sys.argv[1:]
    good = bad = 0
    for g, b in (check_examples(site), check_drawn(stoa, site), check_the_check(stoa, site)):
        good, bad = good + g, bad + b
    print(f"{good} passed, {bad} failed, 0 skipped")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
