using System.Text.Json;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Events;

/// <summary>Events without what may differ between two runs that are otherwise the same: metrics of the role timing, and values that are named so.</summary>
internal static class EventEssence
{
    public static string Of(RunEvent item)
    {
        var data = JsonSerializer.SerializeToNode(item.Data, RunEvents.Json);
        Strip(data);
        return new JsonObject
        {
            ["sequence"] = item.Sequence,
            ["kind"] = item.Kind,
            ["severity"] = item.Severity.ToString(),
            ["series"] = item.Series,
            ["position"] = JsonSerializer.SerializeToNode(item.Position, RunEvents.Json),
            ["message"] = item.Message,
            ["metrics"] = JsonSerializer.SerializeToNode(item.Metrics.Where(metric => metric.Role != MetricRole.Timing), RunEvents.Json),
            ["data"] = data,
        }.ToJsonString(RunEvents.Json);
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject values)
        {
            foreach (var name in values.Select(value => value.Key).Where(UntypedEvent.IsTiming).ToArray())
            {
                values.Remove(name);
            }

            foreach (var (_, value) in values)
            {
                Strip(value);
            }
        }
    }
}
