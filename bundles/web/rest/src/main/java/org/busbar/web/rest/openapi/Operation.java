package org.busbar.web.rest.openapi;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One method of one path.
 *
 * @param method in lower case
 * @param path with the names of its variables in braces
 * @param summary what it does
 * @param open whether it needs neither token nor session
 * @param parameters variables of path and query
 * @param body record it takes, {@code InputStream.class} where it takes a file, empty where it
 *     takes nothing
 * @param success status of success
 * @param answer type of the document of success, {@code Void.class} where there is none
 * @param same further statuses with the document of success
 * @param problems statuses of problems
 * @param messages what is said once it is a WebSocket, empty where it is none
 */
public record Operation(
    String method,
    String path,
    String summary,
    boolean open,
    List<Variable> parameters,
    Optional<Class<?>> body,
    int success,
    Type answer,
    List<Integer> same,
    List<Integer> problems,
    Optional<Messages> messages) {

  private static final String VERSIONED = "/api/v1";

  /**
   * A variable.
   *
   * @param name its name
   * @param in {@code path} or {@code query}
   * @param type its Java type
   * @param fallback value where it is absent, null where there is none
   */
  public record Variable(String name, String in, Class<?> type, @Nullable String fallback) {}

  /** A name of its own, made of method and path: {@code putSiteState}. */
  String id() {
    StringBuilder id = new StringBuilder(method);
    String within =
        path.startsWith(VERSIONED) ? path.substring(VERSIONED.length()) : "/root" + path;
    for (String word : within.split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return id.toString();
  }

  /** What a resource class serves below a base path. */
  public static List<Operation> of(String base, Class<?> resource) {
    List<Operation> operations = new ArrayList<>();
    Arrays.stream(resource.getDeclaredMethods())
        .filter(method -> httpMethod(method).isPresent())
        .sorted(Comparator.comparing(Method::getName))
        .forEach(method -> operations.add(of(base, resource, method)));
    return operations;
  }

  private static Operation of(String base, Class<?> resource, Method method) {
    Summary summary = method.getAnnotation(Summary.class);
    if (summary == null) {
      throw new IllegalStateException(method + " has no @Summary");
    }
    List<Variable> variables = new ArrayList<>();
    Optional<Class<?>> body = Optional.empty();
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        for (Parameter part : parameter.getType().getDeclaredConstructors()[0].getParameters()) {
          variable(part).ifPresent(variables::add);
        }
        continue;
      }
      variable(parameter).ifPresent(variables::add);
      if (parameter.getType().isRecord() || parameter.getType() == InputStream.class) {
        body = Optional.of(parameter.getType());
      }
    }
    Type answer =
        summary.answer() == Object.class ? method.getGenericReturnType() : summary.answer();
    return new Operation(
        httpMethod(method).orElseThrow(),
        base + path(resource.getAnnotation(Path.class)) + path(method.getAnnotation(Path.class)),
        summary.value(),
        summary.open(),
        List.copyOf(variables),
        body,
        summary.success(),
        answer,
        Arrays.stream(summary.same()).boxed().toList(),
        problems(
            summary,
            body.isPresent() && !summary.anyBody(),
            variables.stream().anyMatch(variable -> variable.in().equals("query"))),
        Optional.ofNullable(method.getAnnotation(Messages.class)));
  }

  private static List<Integer> problems(Summary summary, boolean hasBody, boolean hasQuery) {
    SortedSet<Integer> statuses = new TreeSet<>(List.of(403, 421, 503));
    if (!summary.anyBody()) {
      statuses.add(413);
    }
    if (!summary.open()) {
      statuses.add(401);
    }
    if (hasBody) {
      statuses.addAll(List.of(400, 415));
    }
    if (hasQuery) {
      statuses.add(400);
    }
    Arrays.stream(summary.problems()).forEach(statuses::add);
    return List.copyOf(statuses);
  }

  private static Optional<Variable> variable(Parameter parameter) {
    PathParam inPath = parameter.getAnnotation(PathParam.class);
    if (inPath != null) {
      return Optional.of(new Variable(inPath.value(), "path", parameter.getType(), null));
    }
    QueryParam inQuery = parameter.getAnnotation(QueryParam.class);
    DefaultValue fallback = parameter.getAnnotation(DefaultValue.class);
    return Optional.ofNullable(inQuery)
        .map(
            query ->
                new Variable(
                    query.value(),
                    "query",
                    parameter.getType(),
                    fallback == null ? null : fallback.value()));
  }

  private static Optional<String> httpMethod(Method method) {
    if (method.isAnnotationPresent(GET.class)) {
      return Optional.of("get");
    }
    if (method.isAnnotationPresent(PUT.class)) {
      return Optional.of("put");
    }
    if (method.isAnnotationPresent(POST.class)) {
      return Optional.of("post");
    }
    return method.isAnnotationPresent(DELETE.class) ? Optional.of("delete") : Optional.empty();
  }

  private static String path(@Nullable Path path) {
    if (path == null || path.value().isEmpty() || path.value().equals("/")) {
      return "";
    }
    return path.value().startsWith("/") ? path.value() : "/" + path.value();
  }
}
