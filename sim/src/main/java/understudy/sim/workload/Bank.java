package understudy.sim.workload;

import understudy.sim.check.Intent;
import understudy.sim.world.Prng;

/** Accounts that begin at 0 and between which scripts move money: their sum is always 0. */
public final class Bank {
    private static final String TRANSFER = """
            #!kahuna
            let from = get @from
            let have = to_int(from)
            let amount = to_int(@amount)
            if have + 500 >= amount then
              let to = get @to
              let gets = to_int(to)
              set @from have - amount
              set @to gets + amount
              return 1
            end
            return 0
            """;

    private static final String SPREAD = """
            #!kahuna
            let amount = to_int(@amount)
            let paid = 0
            for to in [@first, @second, @third] do
              if to != @from then
                set (to) to_int(get (to)) + amount
                let paid = paid + amount
              end
            end
            set @from to_int(get @from) - paid
            return paid
            """;

    private static final String SUM_BUCKET = """
            #!kahuna
            let sum = 0
            for account in get by bucket bank do
              let sum = sum + to_int(account)
            end
            return sum
            """;

    private final int accounts;
    private final String sumEach;

    public Bank(Prng taste) {
        accounts = taste.between(3, 20);
        StringBuilder text = new StringBuilder("#!kahuna\nlet sum = 0\n");
        for (int i = 0; i < accounts; i++) {
            text.append("let sum = sum + to_int(get `bank/").append(i).append("`)\n");
        }
        sumEach = text.append("return sum\n").toString();
    }

    public Request transfer(Prng random, Unique unique) {
        int from = random.below(accounts);
        String amount = Integer.toString(random.between(1, 200));
        if (random.chance(300_000)) {
            return Request.script(
                    SPREAD,
                    Intent.OTHER,
                    "from",
                    account(from),
                    "first",
                    account(random.below(accounts)),
                    "second",
                    account(random.below(accounts)),
                    "third",
                    account(random.below(accounts)),
                    "amount",
                    amount,
                    "tag",
                    unique.next());
        }
        int to = (from + 1 + random.below(accounts - 1)) % accounts;
        return Request.script(
                TRANSFER,
                Intent.OTHER,
                "from",
                account(from),
                "to",
                account(to),
                "amount",
                amount,
                "tag",
                unique.next());
    }

    public Request audit(Prng random, Unique unique) {
        return Request.script(random.flip() ? sumEach : SUM_BUCKET, Intent.AUDIT, "tag", unique.next());
    }

    private static String account(int number) {
        return "bank/" + number;
    }
}
