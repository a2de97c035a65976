package org.busbar.drivers.registermap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where a component of a {@link RegisterMap} lies. A component named as a point of the vocabulary
 * is that point; its value is in the point's unit, positive into the busbar, NaN where unknown.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.RECORD_COMPONENT)
public @interface At {
  /** First register, from where the map begins. */
  int value();

  /** How it is coded. */
  Coded type() default Coded.U16;

  /** What one count is: {@code 0.1 V}, {@code kW}; empty for the point's own unit. */
  String unit() default "";

  /** Register of its power of ten, from -10 to 10; -1 for none. */
  int scale() default -1;

  /** Raw patterns that mean unknown. */
  long[] invalid() default {};

  /** Index of the point. */
  int index() default 0;

  /** Whether the device counts as positive what flows out of the busbar. */
  boolean out() default false;

  /** Whether only the driver sees it, under a name of its own. */
  boolean inner() default false;
}
