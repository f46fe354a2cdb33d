namespace RewardLab.Evaluation.Pickles;

/// <summary>The few names that a body may refer to: they say how Python writes bytes in its older protocols, and arrays of NumPy.</summary>
internal enum PickledName
{
    /// <summary>_codecs.encode: bytes, of text whose characters are their values.</summary>
    Encode,

    /// <summary>bytes: no bytes at all.</summary>
    Bytes,

    /// <summary>numpy.ndarray.</summary>
    Array,

    /// <summary>numpy.dtype.</summary>
    Type,

    /// <summary>NumPy's _reconstruct: an array that is filled later.</summary>
    Reconstruct,

    /// <summary>NumPy's _frombuffer: an array.</summary>
    FromBuffer,

    /// <summary>NumPy's scalar: an element of an array.</summary>
    Scalar,
}
