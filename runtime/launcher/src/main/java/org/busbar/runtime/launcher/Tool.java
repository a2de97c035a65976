package org.busbar.runtime.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Commands that look at a running gateway or at the locks. Exit code 0, or 1 and the reason. */
public final class Tool {

  private static final String LOCK = ".feature.json";

  private Tool() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      for (String line : run(List.of(args))) {
        System.out.println(line);
      }
    } catch (ConnectException e) {
      System.err.println("busbar: no gateway answers there: is it running, and on this HOME?");
      System.exit(1);
    } catch (IOException e) {
      System.err.println("busbar: " + e.getMessage());
      System.exit(1);
    }
  }

  static List<String> run(List<String> args) throws IOException, InterruptedException {
    String command = args.isEmpty() ? "" : args.getFirst();
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    return switch (command) {
      case "bundles" -> bundles(places(rest, 0));
      case "log" -> log(places(rest, 2));
      case "discover" -> Searches.discover(rest);
      case "device" -> Searches.test(rest);
      case "licences" -> licences(Path.of(places(rest, 1).words().getFirst()));
      case "assemblies" -> assemblies(places(rest, 0).dist());
      default -> throw new StartException("unknown command " + command);
    };
  }

  private static List<String> bundles(Places places) throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("feature", "symbolic name", "state", "version"));
    for (Object item : (List<?>) Json.parse(ask(places.home(), "GET", "/bundles", ""))) {
      Map<?, ?> bundle = (Map<?, ?>) item;
      rows.add(
          List.of(
              (String) bundle.get("feature"),
              (String) bundle.get("symbolicName"),
              (String) bundle.get("state"),
              (String) bundle.get("version")));
    }
    return table(rows);
  }

  private static List<String> log(Places places) throws IOException, InterruptedException {
    String logger = places.words().getFirst();
    String level = places.words().get(1).toUpperCase(Locale.ROOT);
    if (!logger.matches("[\\w.$-]+") || !level.matches("[A-Z]+")) {
      throw new StartException("usage: log LOGGER LEVEL");
    }
    ask(places.home(), "PUT", "/logging/" + logger, "{\"level\":\"" + level + "\"}");
    return List.of(logger + " logs at " + level + " until the next start");
  }

  /** What a CycloneDX bill of materials says of components and their licences. */
  private static List<String> licences(Path bom) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("component", "version", "licence"));
    int unknown = 0;
    for (Object item :
        (List<?>) ((Map<?, ?>) Json.parse(Files.readString(bom))).get("components")) {
      Map<?, ?> component = (Map<?, ?>) item;
      String licence =
          component.get("licenses") instanceof List<?> all
              ? String.join(" or ", all.stream().map(Tool::licence).toList())
              : "not stated";
      unknown += licence.equals("not stated") ? 1 : 0;
      rows.add(
          List.of(
              component.get("group") + ":" + component.get("name"),
              (String) component.get("version"),
              licence));
    }
    List<String> lines = new ArrayList<>(table(rows));
    lines.add((rows.size() - 1) + " components, " + unknown + " of them state no licence");
    return lines;
  }

  private static String licence(Object item) {
    Map<?, ?> choice = (Map<?, ?>) item;
    if (choice.get("license") instanceof Map<?, ?> licence) {
      return (String) (licence.containsKey("id") ? licence.get("id") : licence.get("name"));
    }
    return (String) choice.get("expression");
  }

  /** Which assemblies hold which bundle, by the digests of their locks. */
  private static List<String> assemblies(Path dist) throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(dist.resolve("features"))) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(LOCK))
              .map(name -> name.substring(0, name.length() - LOCK.length()))
              .sorted()
              .toList();
    }
    Map<String, Map<String, List<String>>> holders = new TreeMap<>();
    for (String name : names) {
      Lock lock = Lock.read(dist.resolve("features").resolve(name + LOCK), dist.resolve("bundles"));
      for (Lock.Entry entry : lock.bundles()) {
        holders
            .computeIfAbsent(entry.file().getFileName().toString(), _ -> new TreeMap<>())
            .computeIfAbsent(entry.sha256(), _ -> new ArrayList<>())
            .add(name);
      }
    }
    return shared(holders, names);
  }

  private static List<String> shared(
      Map<String, Map<String, List<String>>> holders, List<String> names) throws StartException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("bundle", "SHA-256", "assemblies"));
    int all = 0;
    for (Map.Entry<String, Map<String, List<String>>> bundle : holders.entrySet()) {
      if (bundle.getValue().size() > 1) {
        throw new StartException(
            bundle.getKey() + " differs between assemblies: " + bundle.getValue());
      }
      for (Map.Entry<String, List<String>> held : bundle.getValue().entrySet()) {
        rows.add(List.of(bundle.getKey(), held.getKey(), String.join(" ", held.getValue())));
        all += held.getValue().size() == names.size() ? 1 : 0;
      }
    }
    List<String> lines = new ArrayList<>(table(rows));
    lines.add(all + " bundles are in all of " + String.join(", ", names) + ", equal by SHA-256");
    return lines;
  }

  /** Where to look, and the words that are no option. */
  private record Places(Path home, Path dist, List<String> words) {}

  private static Places places(List<String> args, int words) throws StartException {
    Map<String, String> given = new HashMap<>(Map.of("--home", ".", "--dist", "."));
    List<String> plain = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (given.containsKey(args.get(i)) && i + 1 < args.size()) {
        given.put(args.get(i), args.get(++i));
      } else {
        plain.add(args.get(i));
      }
    }
    if (plain.size() != words) {
      throw new StartException("this is not understood: " + String.join(" ", plain));
    }
    return new Places(
        Path.of(given.get("--home")).toAbsolutePath().normalize(),
        Path.of(given.get("--dist")),
        plain);
  }

  /** The answer of the gateway that runs on a HOME. */
  static String ask(Path home, String method, String path, String body)
      throws IOException, InterruptedException {
    Path running = home.resolve("running.lock");
    String port = Files.exists(running) ? Files.readString(running).strip() : "";
    if (port.isEmpty()) {
      throw new StartException("no gateway has run on " + home + " (--home)");
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(
            "the gateway answers " + answer.statusCode() + " " + words(answer.body()));
      }
      return answer.body();
    }
  }

  /** What a refusal says to people, without the rest of its document. */
  private static String words(String body) {
    if (!body.startsWith("{") || !(Json.parse(body) instanceof Map<?, ?> problem)) {
      return body;
    }
    String text = String.valueOf(problem.get("detail"));
    String remedy = String.valueOf(problem.get("remedy"));
    return remedy.equals("null") || text.contains(remedy) ? text : text + " " + remedy;
  }

  /** Columns as wide as their longest word. */
  static List<String> table(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
        line.append(row.get(column)).repeat(' ', width - row.get(column).length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
