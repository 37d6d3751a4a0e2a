package understudy.chaos.load;

import java.util.List;
import understudy.client.Answer;
import understudy.script.command.Reply;

/** What the client library brings, in the words that the checkers know. */
final class Answers {
    private Answers() {}

    static Reply reply(Answer answer) {
        if (answer instanceof Answer.Bulk bulk) {
            return new Reply.Bulk(bulk.bytes());
        } else if (answer instanceof Answer.Text text) {
            return new Reply.Status(text.text());
        } else if (answer instanceof Answer.Failure failure) {
            return new Reply.Failure(failure.text());
        } else if (answer instanceof Answer.Whole whole) {
            return new Reply.Whole(whole.value());
        } else if (answer instanceof Answer.Truth truth) {
            return new Reply.Truth(truth.value());
        } else if (answer.isNil()) {
            return Reply.NIL;
        } else if (answer instanceof Answer.Pairs pairs) {
            return new Reply.Pairs(replies(pairs.keysAndValues()));
        } else if (answer instanceof Answer.Items items) {
            return new Reply.Items(replies(items.items()));
        }
        throw new IllegalArgumentException("no workload expects an answer of this kind: " + answer);
    }

    private static List<Reply> replies(List<Answer> answers) {
        return answers.stream().map(Answers::reply).toList();
    }
}
