using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardLab.Numerics.Models.Diffusion;

/// <summary>A list of whole numbers that may be written as one number, for all levels alike.</summary>
internal sealed class OneOrManyConverter : JsonConverter<IReadOnlyList<int>>
{
    public override IReadOnlyList<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return [Number(ref reader)];
        }

        var numbers = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(Number(ref reader));
        }

        return numbers;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<int> value, JsonSerializerOptions options)
    {
        if (value is [var single])
        {
            writer.WriteNumberValue(single);
            return;
        }

        JsonSerializer.Serialize(writer, value.ToArray(), options);
    }

    private static int Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)
            ? number
            : throw new JsonException("A whole number or a list of whole numbers is expected.");
}
