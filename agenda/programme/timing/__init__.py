"""New hours for a run of sessions: retime, shift, compact, stretch, swap, reorder.

Each function takes a programme and gives another, or raises `CannotMove`: nothing is half done. The lists keep their
order, only hours change; stamps stay. Lengths are whole minutes of real time, also where clocks change. A *day* is the
date that the host's clock shows at the start of a session. Sessions in `fixed` (ids) keep their start, and their length
unless `retime` gives that very one another; none that moves and was wholly before or after one of them comes to overlap
or to pass it. Cancelled sessions keep their slot, so they move too.
"""

from agenda.programme.timing.moves import Moved, moved
from agenda.programme.timing.placing import CannotMove
from agenda.programme.timing.shifting import compact, follows, retime, shift
from agenda.programme.timing.stretching import stretch
from agenda.programme.timing.swapping import move, swap

__all__ = ["CannotMove", "Moved", "compact", "follows", "move", "moved", "retime", "shift", "stretch", "swap"]
