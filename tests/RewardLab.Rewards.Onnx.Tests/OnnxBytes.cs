using System.Text;

namespace RewardLab.Rewards.Onnx.Tests;

/// <summary>Small ONNX models, written by onnx.proto's field numbers.</summary>
internal static class OnnxBytes
{
    public const int ElementFloat = 1;
    public const int ElementInt64 = 7;

    /// <summary>A model of operators' set 13.</summary>
    public static byte[] Model(byte[][] nodes, byte[][] inputs, byte[][] outputs, params byte[][] weights)
    {
        byte[] graph =
        [
            .. nodes.SelectMany(node => Message(1, node)), .. Text(2, "graph"), .. weights.SelectMany(weight => Message(5, weight)),
            .. inputs.SelectMany(input => Message(11, input)), .. outputs.SelectMany(output => Message(12, output)),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Number(2, 13)])];
    }

    public static byte[] Node(string operation, string[] inputs, string[] outputs, params byte[][] attributes) =>
    [
        .. inputs.SelectMany(input => Text(1, input)), .. outputs.SelectMany(output => Text(2, output)), .. Text(4, operation),
        .. attributes.SelectMany(attribute => Message(5, attribute)),
    ];

    public static byte[] Attribute(string name, int value) => [.. Text(1, name), .. Number(3, value), .. Number(20, 2)];

    public static byte[] Attribute(string name, int[] values) => [.. Text(1, name), .. values.SelectMany(value => Number(8, value)), .. Number(20, 7)];

    /// <summary>What goes in or comes out; a dimension of -1 is free.</summary>
    public static byte[] Tensor(string name, int element, params int[] dimensions) => [.. Text(1, name), .. Message(2, TensorType(element, dimensions))];

    /// <summary>A list of tensors of one shape.</summary>
    public static byte[] Sequence(string name, int element, params int[] dimensions) =>
        [.. Text(1, name), .. Message(2, Message(4, Message(1, TensorType(element, dimensions))))];

    /// <summary>A tensor of whole numbers as a weight.</summary>
    public static byte[] Whole(string name, params int[] values) =>
        [.. Number(1, values.Length), .. Number(2, ElementInt64), .. values.SelectMany(value => Number(7, value)), .. Text(8, name)];

    public static byte[] Number(int field, int value) => [.. Varint((uint)field << 3), .. Varint((uint)value)];

    public static byte[] Text(int field, string value) => Message(field, Encoding.UTF8.GetBytes(value));

    public static byte[] Message(int field, byte[] content) => [(byte)((field << 3) | 2), .. Varint((uint)content.Length), .. content];

    private static byte[] TensorType(int element, int[] dimensions) => Message(
        1,
        [.. Number(1, element), .. Message(2, [.. dimensions.SelectMany(size => Message(1, size < 0 ? Text(2, "any") : Number(1, size)))])]);

    private static IEnumerable<byte> Varint(uint value)
    {
        for (; value > 127; value >>= 7)
        {
            yield return (byte)(value | 128);
        }

        yield return (byte)value;
    }
}
