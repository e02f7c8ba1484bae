"""Made-up persons for imports: a third with one of four names, a fifth with common ones, the others rare; the same each time."""
import random

GIVEN = "An Binh Chau Dung Giang Hai Hanh Hoa Hung Lan Linh Long Mai Minh Nam Nga Anna Lena Jonas Elif Ivan Olga Maria Peter Sofia Emil".split()
FAMILY = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Hofer Brandt Lindner Berger Reuter Vogl".split()
SOUNDS = "ba be bi bo du da de di fo ga ge ho ka ki la le li lo ma mi mo na ne no pa pe ra re ri ro sa se so ta te ti to va ve zi".split()
HEAD = "national_number,name.given,name.family,birth_date,citizenship,civil_status,address.lines,address.postcode,address.place,address.country\n"


def number(serial):
    """ISO/IEC 7064, MOD 11,10."""
    digits, p = "%011d" % serial, 10
    for c in digits:
        s = (p + int(c)) % 10
        p = (s or 10) * 2 % 11
    return digits + str((11 - p) % 10)


def write(path, count):
    """The file, and names with rare family names to look for."""
    r, rare = random.Random(7), []
    with open(path, "w") as out:
        out.write(HEAD)
        for i in range(count):
            share = r.random()
            family = (r.choice(FAMILY[:4]) if share < .35 else r.choice(FAMILY) if share < .55
                      else "".join(r.choice(SOUNDS) for _ in range(3)).capitalize())
            given = r.choice(GIVEN) + " " + "".join(r.choice(SOUNDS) for _ in range(2)).capitalize()
            if share >= .55 and len(rare) < 500:
                rare.append(given + " " + family)
            out.write(f"{number((i * 6180339887 + 12345) % 10 ** 11)},{given},{family},{r.randint(1930, 2020)}-{r.randint(1, 12):02d}-"
                      f"{r.randint(1, 28):02d},XA,single,Lindenplatz {i % 90 + 1},1010,Saren,XA\n")
    return rare
