"""The charts that travel, by their names in addresses."""

from talks.embeds.outcomes import TravellingOutcomes
from talks.embeds.round import TravellingRound
from talks.embeds.timeline import TravellingTimeline
from talks.embeds.topic import TravellingTopic
from talks.embeds.topics import TravellingTopics
from talks.embeds.travelling import TravellingChart

# In the order in which the builder offers them.
CHARTS: dict[str, type[TravellingChart]] = {
    chart.name: chart
    for chart in (TravellingTimeline, TravellingTopics, TravellingOutcomes, TravellingRound, TravellingTopic)
}
