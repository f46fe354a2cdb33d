using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tensors;

/// <summary>The arithmetic that TorchSharp's own operators cannot do safely: every scalar is rooted for the duration of the call.</summary>
/// <remarks>
/// Use these in place of <c>x + y</c>, <c>x * 0.5</c>, <c>x.clamp(a, b)</c> and every other call with a number in it; the racy ones are banned
/// at compile time. <c>x * y</c>, <c>x - y</c>, <c>x / y</c> between tensors, <c>matmul</c>, <c>softmax</c> and the like take no scalar and are safe.
/// Tensors themselves must live in a <see cref="DisposeScope"/>.
/// </remarks>
public static class SafeOps
{
    /// <summary>a + b.</summary>
    public static Tensor Add(this Tensor a, Tensor b) => AddScaled(a, b, 1);

    /// <summary>a + value.</summary>
    public static Tensor Add(this Tensor a, double value) => With(value, a, static (t, s) => t.add(s, RootedScalar.Get(1L)));

    /// <summary>a + scale * b.</summary>
    public static Tensor AddScaled(this Tensor a, Tensor b, double scale)
    {
        var scalar = scale == 1 ? RootedScalar.Get(1L) : RootedScalar.Get(scale);
        var result = a.add(b, scalar);
        GC.KeepAlive(scalar);
        return result;
    }

    /// <summary>value - a.</summary>
    public static Tensor SubtractFrom(this Tensor a, double value) => a.neg().Add(value);

    /// <summary>a * value.</summary>
    public static Tensor Mul(this Tensor a, double value) => With(value, a, static (t, s) => t.mul(s));

    /// <summary>a / value, as a multiplication by nothing: a true division, rounded once.</summary>
    public static Tensor Div(this Tensor a, double value) => With(value, a, static (t, s) => t.div(s));

    /// <summary>a to a power.</summary>
    public static Tensor Pow(this Tensor a, double exponent) => With(exponent, a, static (t, s) => t.pow(s));

    /// <summary>a limited to [minimum, maximum].</summary>
    public static Tensor Clamp(this Tensor a, double minimum, double maximum)
    {
        var (low, high) = (RootedScalar.Get(minimum), RootedScalar.Get(maximum));
        var result = a.clamp(low, high);
        GC.KeepAlive(low);
        GC.KeepAlive(high);
        return result;
    }

    /// <summary>a where the mask is false, value where it is true.</summary>
    public static Tensor FillWhere(this Tensor a, Tensor mask, double value)
    {
        var scalar = RootedScalar.Get(value);
        var result = a.masked_fill(mask, scalar);
        GC.KeepAlive(scalar);
        return result;
    }

    /// <summary>a += scale * b, in place.</summary>
    public static void AddInPlace(this Tensor a, Tensor b, double scale = 1)
    {
        var scalar = scale == 1 ? RootedScalar.Get(1L) : RootedScalar.Get(scale);
        a.add_(b, scalar);
        GC.KeepAlive(scalar);
    }

    /// <summary>a *= value, in place.</summary>
    public static void MulInPlace(this Tensor a, double value)
    {
        var scalar = RootedScalar.Get(value);
        a.mul_(scalar);
        GC.KeepAlive(scalar);
    }

    /// <summary>a += value * b * c, element by element, in place.</summary>
    public static void AddProductInPlace(this Tensor a, Tensor b, Tensor c, double value)
    {
        var scalar = RootedScalar.Get(value);
        a.addcmul_(b, c, scalar);
        GC.KeepAlive(scalar);
    }

    /// <summary>a += value * b / c, element by element, in place.</summary>
    public static void AddQuotientInPlace(this Tensor a, Tensor b, Tensor c, double value)
    {
        var scalar = RootedScalar.Get(value);
        a.addcdiv_(b, c, scalar);
        GC.KeepAlive(scalar);
    }

    /// <summary>Every element becomes value, in place.</summary>
    public static void FillInPlace(this Tensor a, double value)
    {
        var scalar = RootedScalar.Get(value);
        a.fill_(scalar);
        GC.KeepAlive(scalar);
    }

    /// <summary>A new tensor with one value everywhere.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, Device? device = null, ScalarType dtype = ScalarType.Float32)
    {
        var result = empty(shape.ToArray(), dtype: dtype, device: device);
        using (no_grad())
        {
            result.FillInPlace(value);
        }

        return result;
    }

    /// <summary>0, 1, ..., count - 1 as 64-bit integers.</summary>
    public static Tensor Range(long count, Device? device = null)
    {
        var values = new long[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i;
        }

        return tensor(values, ScalarType.Int64, device);
    }

    private static Tensor With(double value, Tensor a, Func<Tensor, Scalar, Tensor> operation)
    {
        var scalar = RootedScalar.Get(value);
        var result = operation(a, scalar);
        GC.KeepAlive(scalar);
        return result;
    }
}
