using System.Text.RegularExpressions;

namespace RewardLab.Numerics.Adapters;

/// <summary>A tensor's name in an adapter's file, taken apart: which layer, and which of its matrices.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Role">Down (A), up (B) or alpha.</param>
internal sealed partial record LoraTensorName(LoraLayerName Layer, LoraTensorRole Role)
{
    /// <summary>Reads a name of diffusers (with and without PEFT), of its older attention processors, or of PEFT; null where it is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="component">The part that is meant where the name begins with none.</param>
    public static LoraTensorName? Parse(string name, string component)
    {
        var rest = name.StartsWith("base_model.model.", StringComparison.Ordinal) ? name["base_model.model.".Length..] : name;
        foreach (var part in (string[])[LoraLayerName.UNet, LoraLayerName.TextEncoder])
        {
            if (rest.StartsWith(part + ".", StringComparison.Ordinal))
            {
                (component, rest) = (part, rest[(part.Length + 1)..]);
                break;
            }
        }

        var match = Ending().Match(rest);
        if (!match.Success)
        {
            return null;
        }

        var path = rest[..match.Index];
        if (match.Groups["processor"] is { Success: true, Value: var projection })
        {
            path += "." + (projection == "to_out" ? "to_out.0" : projection);
        }

        var role = match.Groups["role"].Value switch
        {
            "A" or "down" => LoraTensorRole.Down,
            "B" or "up" => LoraTensorRole.Up,
            _ => LoraTensorRole.Alpha,
        };
        return new LoraTensorName(new LoraLayerName(component, path), role);
    }

    [GeneratedRegex(@"(\.lora_(?<role>[AB])(\.default)?\.weight|\.(lora|lora_linear_layer)\.(?<role>down|up)\.weight|\.processor\.(?<processor>to_q|to_k|to_v|to_out)_lora\.(?<role>down|up)\.weight|\.(?<role>alpha))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ending();
}
