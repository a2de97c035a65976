/** YAML reading that remembers file, line and key of every value. */
@NullMarked
package org.busbar.config;

import org.jspecify.annotations.NullMarked;
