using System.Text.Json.Nodes;

namespace RewardLab.Runs.Evaluations;

/// <summary>Keys that history.json had until version 0.1.</summary>
internal static class FormerKeys
{
    private const string Evaluations = "looks";
    private const string HeldOut = "judges";

    /// <summary>A history with the present keys, whichever it was written with.</summary>
    public static JsonNode? WithPresentKeys(JsonNode? history)
    {
        if (history is not JsonObject map)
        {
            return history;
        }

        Move(map, Evaluations, "evaluations");
        foreach (var evaluation in (map["evaluations"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Move(evaluation, HeldOut, "heldOut");
        }

        return map;
    }

    private static void Move(JsonObject map, string former, string present)
    {
        if (map.ContainsKey(former) && !map.ContainsKey(present))
        {
            var value = map[former];
            map.Remove(former);
            map[present] = value;
        }
    }
}
