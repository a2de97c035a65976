package org.busbar.profile.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.api.transport.Message;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.DocumentTwin;
import org.jspecify.annotations.Nullable;

/** The device a profile describes: its documents, and what messages change in them. */
final class Twin implements DocumentTwin {
  private static final String VALUE = "${value}";
  private static final String TIMER = "${timer}";

  /** Where a value stands. */
  private record Place(String document, String pointer) {}

  private final MessageProfile profile;
  private final MessageProfile applied;
  private final Map<String, String> options;

  /** {@link Double}, {@link Boolean} or {@link String}; what is not in it is null there. */
  private final Map<Place, Object> held = new LinkedHashMap<>();

  private long stamp;
  private int writes;

  Twin(MessageProfile profile) {
    this.profile = profile;
    this.options =
        profile.vectors().stream()
            .map(MessageVector::options)
            .filter(given -> Twin.isEnough(profile, given))
            .findFirst()
            .orElse(Map.of());
    this.applied = MessageOptions.apply(profile, options);
    settle();
  }

  private static boolean isEnough(MessageProfile profile, Map<String, String> given) {
    return profile.settings().entrySet().stream()
        .allMatch(each -> each.getValue().usual().isPresent() || given.containsKey(each.getKey()));
  }

  @Override
  public String id() {
    return profile.head().id();
  }

  @Override
  public String kind() {
    return profile.kind();
  }

  @Override
  public Map<String, String> facts() {
    MessageProfile.Head head = profile.head();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("profile", head.id() + " version " + head.version());
    facts.put("device", head.maker() + " " + String.join(", ", head.models()));
    facts.put("nature", head.nature());
    facts.put("maturity", head.maturity().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return facts;
  }

  @Override
  public Map<String, String> options() {
    return options;
  }

  @Override
  public List<String> places() {
    return applied.documents().values().stream().map(DocumentSpec::at).toList();
  }

  @Override
  public synchronized void settle() {
    held.clear();
    for (MessagePoint point : applied.points()) {
      double likely = Math.clamp(1, point.range().min(), point.range().max());
      show(point, likely);
    }
    prove(false);
  }

  private void show(MessagePoint point, double value) {
    Coded coded = point.coded();
    Place place = new Place(point.document(), point.pointer());
    if (!coded.words().isEmpty()) {
      held.put(
          place,
          new TreeMap<>(coded.words())
              .entrySet().stream()
                  .min(
                      (a, b) ->
                          Double.compare(
                              Math.abs(a.getValue() - value), Math.abs(b.getValue() - value)))
                  .orElseThrow()
                  .getKey());
      return;
    }
    double raw = (value - coded.offset()) / coded.factor();
    held.put(
        place,
        switch (coded.form()) {
          case BOOL -> value != 0;
          case NUMBER -> raw;
          case TEXT -> Double.toString(raw);
        });
  }

  private void prove(boolean other) {
    for (Proof proof : applied.proofs()) {
      String right = proof.expected().stream().sorted().findFirst().orElse("");
      held.put(new Place(proof.document(), proof.pointer()), other ? "another" : right);
    }
  }

  @Override
  public synchronized void disguise(boolean other) {
    prove(other);
  }

  @Override
  public boolean hasIdentity() {
    return !applied.proofs().isEmpty();
  }

  @Override
  public synchronized void randomize(RandomGenerator random) {
    for (MessagePoint point : applied.points()) {
      Place place = new Place(point.document(), point.pointer());
      switch (random.nextInt(6)) {
        case 0 -> held.remove(place);
        case 1 -> held.put(place, random.nextBoolean());
        case 2 -> held.put(place, "word" + random.nextInt(9));
        case 3 -> held.put(place, Double.toString(random.nextDouble(-1e5, 1e5)));
        case 4 -> held.put(place, random.nextBoolean() ? 1e300 : 0.0);
        default -> held.put(place, random.nextDouble(-1e5, 1e5));
      }
    }
    prove(false);
  }

  @Override
  public synchronized Optional<String> shown(String place) {
    return document(spec -> spec.at().equals(place)).map(this::text);
  }

  @Override
  public Optional<String> askedFor(Message message) {
    return document(spec -> asking(spec).equals(message)).map(DocumentSpec::at);
  }

  private Message asking(DocumentSpec spec) {
    return spec.ask().orElseGet(() -> new Message(spec.at(), "GET", ""));
  }

  private Optional<DocumentSpec> document(java.util.function.Predicate<DocumentSpec> which) {
    return applied.documents().values().stream().filter(which).findFirst();
  }

  private String text(DocumentSpec spec) {
    Map<String, Object> tree = new TreeMap<>();
    @Nullable Object whole = null;
    for (Map.Entry<Place, Object> each : held.entrySet()) {
      if (each.getKey().document().equals(spec.name())) {
        if (each.getKey().pointer().isEmpty()) {
          whole = each.getValue();
        } else {
          put(tree, each.getKey().pointer(), each.getValue());
        }
      }
    }
    spec.stamp().filter(at -> !at.isEmpty()).ifPresent(at -> put(tree, at, (double) ++stamp));
    boolean isBare = applied.points().stream().anyMatch(p -> isBare(p, spec));
    return spec.isText() || isBare
        ? whole == null ? "null" : spec.isText() ? bare(whole) : json(whole)
        : json(tree);
  }

  private static boolean isBare(MessagePoint point, DocumentSpec spec) {
    return point.document().equals(spec.name()) && point.pointer().isEmpty();
  }

  private static String bare(Object value) {
    return value instanceof Double number ? json(number) : value.toString();
  }

  /** An object with a name for each step of a pointer: a list is read like one. */
  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, String pointer, Object value) {
    String[] steps = pointer.substring(1).split("/");
    Map<String, Object> at = tree;
    for (int i = 0; i + 1 < steps.length; i++) {
      at = (Map<String, Object>) at.computeIfAbsent(name(steps[i]), _ -> new TreeMap<>());
    }
    at.put(name(steps[steps.length - 1]), value);
  }

  private static String name(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> members) {
      List<String> all = new ArrayList<>();
      members.forEach((name, each) -> all.add(quoted(name.toString()) + ":" + json(each)));
      return "{" + String.join(",", all) + "}";
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString(number.longValue());
    }
    return value instanceof String text ? quoted(text) : value.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public synchronized Optional<String> take(Message message) {
    Optional<String> asked = askedFor(message).flatMap(this::shown);
    if (asked.isPresent()) {
      return asked;
    }
    for (MessageWrite write : applied.writes()) {
      List<Send> all = new ArrayList<>(write.sends());
      all.addAll(write.releaseSends());
      for (Send send : all) {
        Matcher match = pattern(send.message()).matcher(line(message));
        if (match.matches()) {
          writes++;
          set(write, send, match);
          return Optional.of("{}");
        }
      }
    }
    return Optional.empty();
  }

  private void set(MessageWrite write, Send send, Matcher match) {
    double value =
        match.groupCount() > 0
            ? write.coded().decode(Double.valueOf(match.group(1)))
            : send.when().orElse(Double.NaN);
    boolean releases = write.releaseSends().contains(send) && match.groupCount() == 0;
    double wanted = releases ? write.safe() : value;
    if (!Double.isNaN(wanted)) {
      write.readBack().flatMap(applied::point).ifPresent(point -> show(point, wanted));
      applied.point(write.key()).ifPresent(point -> show(point, wanted));
    }
  }

  private static String line(Message message) {
    return message.method() + "\n" + message.to() + "\n" + message.body();
  }

  /** A message with any value and any timer in it. */
  private static Pattern pattern(Message message) {
    String number = "(-?[0-9]+(?:\\.[0-9]+)?)";
    String text = Pattern.quote(line(message));
    String first = text.replaceFirst(Pattern.quote(VALUE), inside(number));
    String others = first.replace(VALUE, "\\E-?[0-9.]+\\Q");
    return Pattern.compile(others.replace(TIMER, "\\E[0-9]+\\Q"), Pattern.DOTALL);
  }

  private static String inside(String pattern) {
    return Matcher.quoteReplacement("\\E" + pattern + "\\Q");
  }

  @Override
  public synchronized Map<Address, Double> truth(NodeId device) {
    Map<Address, Double> truth = new HashMap<>();
    for (MessagePoint point : applied.points()) {
      Object raw = held.get(new Place(point.document(), point.pointer()));
      truth.put(point.key().address(device), point.coded().decode(raw));
    }
    return truth;
  }

  @Override
  public synchronized int writes() {
    return writes;
  }
}
