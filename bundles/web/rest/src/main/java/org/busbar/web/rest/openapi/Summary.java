package org.busbar.web.rest.openapi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a resource method does, for the description of the interface. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Summary {
  /** One sentence. */
  String value();

  /** Status of success. */
  int success() default 200;

  /** Document of success where the method's own type does not say; Void where there is none. */
  Class<?> answer() default Object.class;

  /** Further statuses that come with the document of success. */
  int[] same() default {};

  /** Statuses of problems beside those every operation may have. */
  int[] problems() default {};

  /** Whether it does its work with whatever body. */
  boolean anyBody() default false;

  /** Whether it needs neither token nor session. */
  boolean open() default false;
}
