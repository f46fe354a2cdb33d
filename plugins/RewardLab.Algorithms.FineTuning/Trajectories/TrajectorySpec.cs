using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>What a worker makes a policy from; its weights come beside it.</summary>
/// <param name="Model">The model's reference as JSON.</param>
/// <param name="Options">The fine-tuning's options.</param>
/// <param name="IsRaisedToFloat32">Whether the denoiser was raised to float32.</param>
internal sealed record TrajectorySpec(string Model, DdpoOptions Options, bool IsRaisedToFloat32)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The specification as bytes, the same for the same.</summary>
    public ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="RewardLabException">It is none.</exception>
    public static TrajectorySpec FromBytes(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<TrajectorySpec>(bytes.Span, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"A unit's model and options cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }
}
