package org.busbar.web.rest.json;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Lets resources take and give records. */
@Provider
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public final class JsonBodies implements MessageBodyReader<Record>, MessageBodyWriter<Object> {
  private final Json json;

  /** Uses this form of JSON. */
  public JsonBodies(Json json) {
    this.json = json;
  }

  @Override
  public boolean isReadable(Class<?> type, Type full, Annotation[] annotations, MediaType media) {
    return type.isRecord();
  }

  @Override
  public Record readFrom(
      Class<Record> type,
      Type full,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    return json.read(body, type);
  }

  @Override
  public boolean isWriteable(Class<?> type, Type full, Annotation[] annotations, MediaType media) {
    return type.isRecord() || List.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Object document,
      Class<?> type,
      Type full,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    json.write(document, out);
  }
}
