/** The field side: connections, sessions, writers, and the gate before the wire. */
@NullMarked
package org.busbar.safety;

import org.jspecify.annotations.NullMarked;
