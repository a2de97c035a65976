package org.busbar.drivers.registermap;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.busbar.api.transport.Table;

/**
 * A record whose components are numbers that a device keeps in registers. Compiling record {@code
 * Bank} makes class {@code BankRegisters} beside it, which reads them in one piece and knows
 * nothing but the api: there is no reflection and no library at run time.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface RegisterMap {
  /** Where all of them lie. */
  Table value() default Table.HOLDING;
}
