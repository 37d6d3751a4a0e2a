package understudy.sim.page;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.sim.json.Json;

/**
 * A headless Chromium with one page, driven over the DevTools protocol.
 *
 * <p>Answers are picked out of the protocol's JSON by pattern: a value comes back as URL-encoded JSON, so that
 * it holds no quotes.
 */
final class Browser implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private String session = "";

    /** Where one is installed, if anywhere. */
    static Optional<Path> installed() {
        List<String> names = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser(Path program, String... more) throws IOException {
        profile = Files.createTempDirectory("chromium-profile");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--window-size=1600,1000",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        command.add("about:blank");
        process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        CompletableFuture<String> address = new CompletableFuture<>();
        Thread reader = new Thread(() -> readAddress(address), "chromium-stderr");
        reader.setDaemon(true);
        reader.start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(await(address)), new Listener())
                .join();
        String target = text(call("Target.createTarget", "{\"url\":\"about:blank\"}"), "targetId");
        session =
                text(call("Target.attachToTarget", "{\"targetId\":\"" + target + "\",\"flatten\":true}"), "sessionId");
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
    }

    private void readAddress(CompletableFuture<String> address) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.append(line).append('\n');
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    address.complete(matcher.group(1));
                }
            }
        } catch (IOException e) {
            said.append(e);
        }
        address.completeExceptionally(new IOException("Chromium ended and had said: " + said));
    }

    /** Opens a file, with a fragment such as {@code #event-7} or none, and waits for the page's own script. */
    void open(Path file, String fragment) {
        call("Page.navigate", "{\"url\":\"about:blank\"}");
        complaints.clear();
        requests.clear();
        call("Page.navigate", "{\"url\":\"" + file.toUri() + fragment + "\"}");
        while (!run("window.rehearsal !== undefined && new Promise(requestAnimationFrame).then(() => true)")
                .equals("true")) {
            if (!complaints.isEmpty()) {
                throw new AssertionError(file + " does not start: " + complaints);
            }
        }
    }

    /** The value of an expression, awaited, as JSON. */
    String run(String expression) {
        String wrapped = "(async () => { const value = await (" + expression
                + "); return encodeURIComponent(JSON.stringify(value === undefined ? null : value)); })()";
        String answer = call(
                "Runtime.evaluate",
                "{\"expression\":" + quoted(wrapped) + ",\"awaitPromise\":true,\"returnByValue\":true}");
        if (answer.contains("\"exceptionDetails\"")) {
            throw new AssertionError(expression + " failed in the page: " + answer);
        }
        return URLDecoder.decode(text(answer, "value"), StandardCharsets.UTF_8);
    }

    /** Runs an expression and waits until the page has drawn itself. */
    String settled(String expression) {
        return run(
                "(async () => { const value = await (" + expression
                        + "); await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); return value; })()");
    }

    void key(String key) {
        String text = key.length() == 1 ? ",\"text\":" + quoted(key) : "";
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\",\"key\":" + quoted(key) + text + "}");
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":" + quoted(key) + "}");
        settled("1");
    }

    /** @param where an expression for {@code {x, y}} in the page's window */
    void click(String where) {
        String[] at = run("(() => { const at = " + where + "; return at.x + ' ' + at.y; })()")
                .replace("\"", "")
                .split(" ");
        String place = "\"x\":" + at[0] + ",\"y\":" + at[1] + ",\"button\":\"left\",\"clickCount\":1";
        call("Input.dispatchMouseEvent", "{\"type\":\"mousePressed\"," + place + "}");
        call("Input.dispatchMouseEvent", "{\"type\":\"mouseReleased\"," + place + "}");
        settled("1");
    }

    void wheel(double deltaY) {
        call(
                "Input.dispatchMouseEvent",
                "{\"type\":\"mouseWheel\",\"x\":700,\"y\":500,\"deltaX\":0,\"deltaY\":" + deltaY + "}");
        settled("1");
    }

    /** What the page, or the browser about the page, wrote to the console, and exceptions. */
    List<String> complaints() {
        return complaints;
    }

    /** The addresses that were asked for. */
    List<String> requests() {
        return requests;
    }

    private String call(String method, String parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        String to = session.isEmpty() ? "" : ",\"sessionId\":\"" + session + "\"";
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + to + "}", true)
                .join();
        String text = await(answer);
        if (text.contains("\"error\":{")) {
            throw new AssertionError(method + " " + parameters + ": " + text);
        }
        return text;
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String text(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder();
        Json.text(json, text);
        return json.toString();
    }

    private void received(String message) {
        Matcher id = Pattern.compile("^\\{\"id\":(\\d+)").matcher(message);
        if (id.find()) {
            CompletableFuture<String> waiting = answers.remove(Integer.parseInt(id.group(1)));
            if (waiting != null) {
                waiting.complete(message);
            }
        } else if (message.startsWith("{\"method\":\"Runtime.exceptionThrown\"")
                || message.startsWith("{\"method\":\"Runtime.consoleAPICalled\"")
                || message.startsWith("{\"method\":\"Log.entryAdded\"")) {
            complaints.add(message);
        } else if (message.startsWith("{\"method\":\"Network.requestWillBeSent\"")) {
            requests.add(text(message.substring(message.indexOf("\"request\":")), "url"));
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // A dying browser may still write to its profile; it lies in the folder for temporary files.
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                received(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
