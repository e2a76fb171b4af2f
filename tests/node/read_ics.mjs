// What ical.js understands of the calendar on standard input: instants in seconds since 1970, and the words.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const words = (component, name) => component.getFirstPropertyValue(name);

const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
    zone: event.startDate.zone.tzid,
    summary: event.summary,
    description: event.description,
    location: event.location,
    status: words(component, "status"),
    sequence: event.sequence,
  };
});

console.log(
  JSON.stringify({
    name: words(calendar, "name"),
    source: words(calendar, "source"),
    refresh: String(words(calendar, "refresh-interval")),
    zones: calendar.getAllSubcomponents("vtimezone").map((zone) => words(zone, "tzid")),
    events,
  }),
);
