package org.busbar.web.rest.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON: a number that is not finite is {@code null}, a moment is ISO 8601 in UTC
 * with milliseconds, input is taken strictly.
 */
public final class Json {
  /** Greatest size of a request's body in bytes. */
  public static final int MAX_BODY_BYTES = 64 * 1024;

  private static final DateTimeFormatter MOMENT =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private static final long DAY_S = 86_400;
  private static final long YEAR_10000_S = 253_402_300_800L;

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(ownForms())
          .build();

  private static SimpleModule ownForms() {
    SimpleModule module = new SimpleModule("busbar");
    FiniteOrNull finiteOrNull = new FiniteOrNull();
    module.addSerializer(Double.class, finiteOrNull);
    module.addSerializer(double.class, finiteOrNull);
    module.addSerializer(Instant.class, new Moment());
    return module;
  }

  /** A moment as it is written in every document. A history has many: the common way is fast. */
  public static String moment(Instant at) {
    if (at.getEpochSecond() < 0 || at.getEpochSecond() >= YEAR_10000_S) {
      return MOMENT.format(at);
    }
    LocalDate day = LocalDate.ofEpochDay(at.getEpochSecond() / DAY_S);
    int second = (int) (at.getEpochSecond() % DAY_S);
    byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
    digits(text, 3, day.getYear());
    digits(text, 6, day.getMonthValue());
    digits(text, 9, day.getDayOfMonth());
    digits(text, 12, second / 3_600);
    digits(text, 15, second / 60 % 60);
    digits(text, 18, second % 60);
    digits(text, 22, at.getNano() / 1_000_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes a number so that its last digit has this place. */
  private static void digits(byte[] text, int last, int number) {
    for (int place = last, rest = number; rest > 0; place--, rest /= 10) {
      text[place] = (byte) ('0' + rest % 10);
    }
  }

  /** The document as text. */
  public String text(Object document) {
    return new String(write(document), StandardCharsets.UTF_8);
  }

  /** The document as UTF-8. */
  public byte[] write(Object document) {
    try {
      return mapper.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + document.getClass().getName(), e);
    }
  }

  /**
   * Writes the document as UTF-8 and leaves the stream open. A long one is never whole in memory.
   *
   * @throws IOException where the connection breaks
   */
  public void write(Object document, OutputStream out) throws IOException {
    mapper.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, document);
  }

  /**
   * Reads a body into a record; an empty body is an empty object.
   *
   * @throws ProblemException 400 with the position or the field, 413 where it is too long
   * @throws IOException where the connection breaks
   */
  public <T> T read(InputStream body, Class<T> type) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw new ProblemException(tooLong(MAX_BODY_BYTES));
    }
    return read(bytes, type);
  }

  /** Reads a body that is already here; an empty body is an empty object. */
  public <T> T read(byte[] body, Class<T> type) {
    try {
      T read = mapper.readValue(isBlank(body) ? new byte[] {'{', '}'} : body, type);
      if (read == null) {
        throw new ProblemException(malformed("The body is null.", null));
      }
      return read;
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
      throw new ProblemException(
          Problem.field(
              e.getPropertyName(),
              null,
              "The field is not known" + where(e) + ".",
              "Known fields: " + known + "."));
    } catch (MismatchedInputException e) {
      throw new ProblemException(mismatched(e));
    } catch (JsonProcessingException e) {
      throw new ProblemException(malformed(e.getOriginalMessage() + where(e) + ".", null));
    } catch (IOException e) {
      throw new ProblemException(malformed("The body cannot be read.", null));
    }
  }

  /** The body is longer than this many bytes. */
  public static Problem tooLong(long most) {
    return Problem.of(413, "Body too long", "The body is longer than " + most + " bytes.", null);
  }

  private static Problem malformed(String detail, @Nullable String remedy) {
    return Problem.of(400, "Malformed JSON", detail, remedy);
  }

  private static Problem mismatched(MismatchedInputException e) {
    String field =
        e.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(name -> name != null)
            .collect(Collectors.joining("."));
    Class<?> wanted = e.getTargetType();
    String word = wanted == null ? "another type" : word(wanted);
    String detail = "Expected " + word + where(e) + ".";
    return field.isEmpty() ? malformed(detail, null) : Problem.field(field, null, detail, null);
  }

  private static String word(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    }
    if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return type == String.class ? "a text" : "an object";
  }

  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static boolean isBlank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value + 0.0); // no negative zero
      } else {
        json.writeNull();
      }
    }
  }

  private static final class Moment extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(moment(value));
    }
  }
}
