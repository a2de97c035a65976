/** What is kept below HOME/plugins: generations, which of them runs, the journal. */
@NullMarked
package org.busbar.plugin.generation;

import org.jspecify.annotations.NullMarked;
