package org.busbar.web.rest.openapi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The messages of a WebSocket. The {@code type} of a message is the name of its record in lower
 * case with hyphens, without the word Frame.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Messages {
  /** Records that clients send. */
  Class<?>[] fromClient();

  /** Records that the gateway sends. */
  Class<?>[] fromGateway();
}
