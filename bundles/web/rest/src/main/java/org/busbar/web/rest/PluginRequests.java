package org.busbar.web.rest;

import java.util.Locale;
import org.busbar.api.plugin.PluginWish;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.busbar.web.rest.openapi.Needed;
import org.jspecify.annotations.Nullable;

/** What clients say of plug-ins. */
final class PluginRequests {
  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,199}";
  private static final String SHA_256 = "[0-9a-f]{64}";

  private PluginRequests() {}

  /**
   * What is wanted; which fields are needed depends on the wish.
   *
   * @param wish {@code install}, {@code update}, {@code remove}, {@code back}, {@code add-source}
   *     or {@code remove-source}
   * @param id of the plug-in
   * @param version of it; the newest that fits where it is left out
   * @param generation to go back to; the one before where it is left out
   * @param name of the catalogue
   * @param place folder or address of the catalogue
   * @param root SHA-256 of the catalogue's first root file, in hex
   */
  record WishRequest(
      @Needed @Nullable String wish,
      @Nullable String id,
      @Nullable String version,
      @Nullable Integer generation,
      @Nullable String name,
      @Nullable String place,
      @Nullable String root) {}

  /**
   * A wish whose plan was consented to.
   *
   * @param digest of that plan
   * @param consent that everything it asks for is allowed
   */
  record JobRequest(
      @Needed @Nullable WishRequest wish,
      @Needed @Nullable String digest,
      @Needed @Nullable Boolean consent,
      @Nullable String reason) {}

  /** Leaves a plug-in in its version, or not. */
  record PinRequest(@Needed @Nullable Boolean pinned) {}

  /** What a request wants. */
  static PluginWish wish(WishRequest request) {
    String wish = Requests.required("wish", request.wish());
    return switch (wish) {
      case "install" -> new PluginWish.Install(id(request), version(request));
      case "update" -> new PluginWish.Update(id(request), version(request));
      case "remove" -> new PluginWish.Remove(id(request));
      case "back" -> new PluginWish.Back(generation(request));
      case "add-source" ->
          new PluginWish.AddSource(
              name(request),
              Requests.required("place", request.place()),
              matching(
                  "root",
                  Requests.required("root", request.root()).toLowerCase(Locale.ROOT),
                  SHA_256,
                  "The SHA-256 of a file is 64 hex digits."));
      case "remove-source" -> new PluginWish.RemoveSource(name(request));
      default ->
          throw new ProblemException(
              Problem.field(
                  "wish",
                  wish,
                  "This is no wish.",
                  "Say install, update, remove, back, add-source or remove-source."));
    };
  }

  private static String id(WishRequest request) {
    return matching(
        "id",
        Requests.required("id", request.id()),
        NAME,
        "GET /api/v1/plugin-offers lists what can be had.");
  }

  private static String version(WishRequest request) {
    return request.version() == null ? "" : request.version().strip();
  }

  private static int generation(WishRequest request) {
    int number = request.generation() == null ? 0 : request.generation();
    if (number < 0) {
      throw new ProblemException(
          Problem.field(
              "generation",
              Integer.toString(number),
              "This is no number of a generation.",
              "GET /api/v1/plugin-generations lists them."));
    }
    return number;
  }

  private static String name(WishRequest request) {
    return matching(
        "name",
        Requests.required("name", request.name()),
        "[a-z0-9][a-z0-9-]{0,39}",
        "Use lower-case letters, digits and hyphens.");
  }

  private static String matching(String field, String value, String form, String remedy) {
    if (!value.matches(form)) {
      throw new ProblemException(
          Problem.field(field, value, "The field " + field + " has not its form.", remedy));
    }
    return value;
  }
}
