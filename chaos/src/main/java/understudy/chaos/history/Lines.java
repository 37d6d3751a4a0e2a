package understudy.chaos.history;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import understudy.script.command.Reply;
import understudy.sim.check.Intent;

/**
 * The lines of a history as JSON. An answer is what it looks like: a string, a number, a truth value, null, a list; what
 * JSON has no form for is an object with one field, {@code {"error": …}}, {@code {"status": …}}, {@code {"map": [ … ]}}.
 */
final class Lines {
    static final String CALL = "{\"is\":\"call\",";

    /** No line begins so: for those who want no calls. */
    static final String NOTHING = "\u0000";

    private Lines() {}

    static String callOf(String workload) {
        return CALL + "\"workload\":\"" + workload + "\",";
    }

    static String run(Map<String, String> facts) {
        JsonObject of = new JsonObject();
        facts.forEach(of::put);
        return new JsonObject().put("is", "run").put("facts", of).encode();
    }

    static Map<String, String> facts(JsonObject line) {
        Map<String, String> facts = new LinkedHashMap<>();
        line.getJsonObject("facts").forEach(fact -> facts.put(fact.getKey(), String.valueOf(fact.getValue())));
        return facts;
    }

    static String text(int number, String text) {
        return new JsonObject()
                .put("is", "text")
                .put("number", number)
                .put("text", text)
                .encode();
    }

    static Object reference(int number) {
        return new JsonObject().put("text", number);
    }

    static String fault(FaultSpan fault) {
        return new JsonObject()
                .put("is", "fault")
                .put("kind", fault.kind())
                .put("nodes", new JsonArray(fault.nodes()))
                .put("from", fault.fromNanos())
                .put("until", fault.untilNanos())
                .put("leader", fault.leader())
                .put("counted", fault.counted())
                .put("detail", fault.detail())
                .encode();
    }

    static FaultSpan fault(JsonObject line) {
        List<Integer> nodes = new ArrayList<>();
        line.getJsonArray("nodes").forEach(node -> nodes.add(((Number) node).intValue()));
        return new FaultSpan(
                line.getString("kind"),
                nodes,
                line.getLong("from"),
                line.getLong("until"),
                line.getBoolean("leader"),
                line.getBoolean("counted", true),
                line.getString("detail"));
    }

    static String call(Call call, List<Object> words) {
        JsonObject line = new JsonObject()
                .put("is", "call")
                .put("workload", call.workload())
                .put("client", call.client())
                .put("process", call.process())
                .put("node", call.node())
                .put("invoked", call.invokedNanos())
                .put("returned", call.returnedNanos())
                .put("write", call.write())
                .put("outcome", call.outcome().name().toLowerCase(Locale.ROOT))
                .put("words", new JsonArray(words))
                .put("intent", intent(call.intent()));
        if (call.result() != null) {
            line.put("result", json(call.result()));
        }
        return line.encode();
    }

    static Call call(JsonObject line, Map<Integer, String> texts) {
        List<String> words = new ArrayList<>();
        for (Object word : line.getJsonArray("words")) {
            words.add(word instanceof JsonObject reference ? texts.get(reference.getInteger("text")) : (String) word);
        }
        return new Call(
                line.getString("workload"),
                line.getInteger("client"),
                line.getInteger("process"),
                line.getInteger("node"),
                words,
                intent(line.getJsonObject("intent")),
                line.getBoolean("write"),
                line.getLong("invoked"),
                line.getLong("returned"),
                Outcome.valueOf(line.getString("outcome").toUpperCase(Locale.ROOT)),
                line.containsKey("result") ? reply(line.getValue("result")) : null);
    }

    // Answers.

    private static Object json(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return new String(bulk.bytes(), StandardCharsets.UTF_8);
        } else if (reply instanceof Reply.Whole whole) {
            return whole.value();
        } else if (reply instanceof Reply.Truth truth) {
            return truth.value();
        } else if (reply instanceof Reply.Nil || reply instanceof Reply.NilList) {
            return null;
        } else if (reply instanceof Reply.Items items) {
            return array(items.items());
        } else if (reply instanceof Reply.Pairs pairs) {
            return new JsonObject().put("map", array(pairs.keysAndValues()));
        } else if (reply instanceof Reply.Status status) {
            return new JsonObject().put("status", status.text());
        } else if (reply instanceof Reply.Failure failure) {
            return new JsonObject().put("error", failure.text());
        }
        throw new IllegalArgumentException("histories have no form for the answer " + reply);
    }

    private static JsonArray array(List<Reply> items) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(json(item)));
        return array;
    }

    private static Reply reply(Object json) {
        if (json == null) {
            return Reply.NIL;
        } else if (json instanceof String text) {
            return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
        } else if (json instanceof Number number) {
            return new Reply.Whole(number.longValue());
        } else if (json instanceof Boolean truth) {
            return new Reply.Truth(truth);
        } else if (json instanceof JsonArray array) {
            return new Reply.Items(replies(array));
        }
        JsonObject object = (JsonObject) json;
        if (object.containsKey("status")) {
            return new Reply.Status(object.getString("status"));
        } else if (object.containsKey("error")) {
            return new Reply.Failure(object.getString("error"));
        } else if (object.containsKey("map")) {
            return new Reply.Pairs(replies(object.getJsonArray("map")));
        }
        throw new IllegalArgumentException("nothing is known of the answer " + object);
    }

    private static List<Reply> replies(JsonArray array) {
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            replies.add(reply(array.getValue(i)));
        }
        return List.copyOf(replies);
    }

    // Intents: those that the workloads have.

    private static JsonObject intent(Intent intent) {
        JsonObject json = new JsonObject();
        if (intent instanceof Intent.Look) {
            return json.put("to", "look");
        } else if (intent instanceof Intent.Other) {
            return json.put("to", "other");
        } else if (intent instanceof Intent.Audit) {
            return json.put("to", "audit");
        } else if (intent instanceof Intent.Element element) {
            return json.put("to", "append").put("key", element.key()).put("element", element.element());
        } else if (intent instanceof Intent.Count count) {
            return json.put("to", "count").put("key", count.key()).put("amount", count.amount());
        } else if (intent instanceof Intent.Swap swap) {
            return json.put("to", "swap")
                    .put("key", swap.key())
                    .put("expected", swap.expected())
                    .put("value", swap.value());
        } else if (intent instanceof Intent.Transaction transaction) {
            JsonArray touches = new JsonArray();
            for (Intent.Touch touch : transaction.touches()) {
                JsonArray one = new JsonArray().add(touch.key());
                touches.add(touch.reads() ? one : one.add(touch.element()));
            }
            return json.put("to", "transact").put("touches", touches);
        } else if (intent instanceof Intent.Pour pour) {
            return json.put("to", "pour")
                    .put("bucket", pour.bucket())
                    .put("capacity", pour.capacity())
                    .put("leak", pour.leakMillis());
        } else if (intent instanceof Intent.Lock lock) {
            return json.put("to", "lock")
                    .put("name", lock.name())
                    .put("owner", lock.owner())
                    .put("lease", lock.leaseMillis())
                    .put("act", lock.act().name());
        }
        throw new IllegalArgumentException("histories have no form for the intent " + intent);
    }

    private static Intent intent(JsonObject json) {
        return switch (json.getString("to")) {
            case "look" -> Intent.LOOK;
            case "other" -> Intent.OTHER;
            case "audit" -> Intent.AUDIT;
            case "append" -> new Intent.Element(json.getString("key"), json.getString("element"));
            case "count" -> new Intent.Count(json.getString("key"), json.getLong("amount"));
            case "swap" -> new Intent.Swap(json.getString("key"), json.getString("expected"), json.getString("value"));
            case "transact" -> {
                List<Intent.Touch> touches = new ArrayList<>();
                for (Object touch : json.getJsonArray("touches")) {
                    JsonArray one = (JsonArray) touch;
                    touches.add(new Intent.Touch(one.getString(0), one.size() > 1 ? one.getString(1) : null));
                }
                yield new Intent.Transaction(touches);
            }
            case "pour" -> new Intent.Pour(json.getString("bucket"), json.getLong("capacity"), json.getLong("leak"));
            case "lock" ->
                new Intent.Lock(
                        json.getString("name"),
                        json.getString("owner"),
                        json.getLong("lease"),
                        Intent.LockAct.valueOf(json.getString("act")));
            default -> throw new IllegalArgumentException("nothing is known of the intent " + json);
        };
    }
}
