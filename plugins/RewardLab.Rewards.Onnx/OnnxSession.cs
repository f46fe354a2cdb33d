using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Onnx;

/// <summary>One ONNX file, loaded, and the names of what goes in and comes out.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path;

    private OnnxSession(InferenceSession session, string path) => (_session, _path) = (session, path);

    /// <summary>The file.</summary>
    public string Path => _path;

    /// <summary>The inputs' names.</summary>
    public IReadOnlyCollection<string> Inputs => [.. _session.InputMetadata.Keys];

    /// <summary>The outputs' names.</summary>
    public IReadOnlyCollection<string> Outputs => [.. _session.OutputMetadata.Keys];

    /// <summary>Loads a file with the wanted provider, or with the CPU where that does not load, and says so.</summary>
    /// <exception cref="RewardLabException">The file is not an ONNX model that this runtime can run.</exception>
    public static OnnxSession Open(string path, OnnxProvider provider, int device, Action<string> log)
    {
        // Before the runtime reads whatever lies there as weights.
        if (ExternalData.Problem(path) is { } problem)
        {
            throw new RewardLabException($"{path}: {problem}");
        }

        foreach (var wanted in provider == OnnxProvider.Auto
            ? [OnnxProvider.Cuda, OnnxProvider.Directml]
            : provider == OnnxProvider.Cpu ? Array.Empty<OnnxProvider>() : [provider])
        {
            try
            {
                using var options = OnnxRuntimeStart.NewOptions();
                if (wanted == OnnxProvider.Cuda)
                {
                    options.AppendExecutionProvider_CUDA(device);
                }
                else
                {
                    options.EnableMemoryPattern = false; // DirectML has none
                    options.AppendExecutionProvider_DML(device);
                }

                return new OnnxSession(OnnxRuntimeStart.Open(path, options), path);
            }
            catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
            {
                if (provider != OnnxProvider.Auto)
                {
                    log($"onnx: the provider {wanted.ToString().ToLowerInvariant()} does not load ({FirstSentence(exception.Message)}); "
                        + "the CPU computes instead.");
                }
            }
        }

        try
        {
            using var options = OnnxRuntimeStart.NewOptions();
            return new OnnxSession(OnnxRuntimeStart.Open(path, options), path);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new RewardLabException(
                MistakenFile.Describe(path) is { } mistake ? $"{path}: {mistake}"
                : $"{path}: is not an ONNX model that this runtime can run: {FirstSentence(exception.Message)}",
                exception);
        }
    }

    /// <summary>An input's dimensions, negative where they are free.</summary>
    /// <param name="input">Its name.</param>
    /// <param name="layout">What its dimensions are, in words.</param>
    /// <exception cref="RewardLabException">There is no such input, or it has not as many dimensions.</exception>
    public int[] Shape(string input, params string[] layout)
    {
        if (!_session.InputMetadata.TryGetValue(input, out var metadata) || !metadata.IsTensor)
        {
            throw new RewardLabException($"{_path}: wants no input '{input}'; its inputs are {string.Join(", ", Inputs)}.");
        }

        if (metadata.Dimensions.Length != layout.Length)
        {
            throw new RewardLabException(
                $"{_path}: wants '{input}' with {metadata.Dimensions.Length} dimensions; known here are {layout.Length}: {string.Join(" x ", layout)}.");
        }

        return metadata.Dimensions;
    }

    /// <summary>Whether an output is a matrix, as far as the file says.</summary>
    public bool IsMatrix(string output) => _session.OutputMetadata[output] is { IsTensor: true, Dimensions.Length: 2 };

    /// <summary>Runs the model; inputs that it does not have are left out.</summary>
    /// <param name="numbers">Whole numbers by name: values and shape.</param>
    /// <param name="values">Real numbers by name: values and shape.</param>
    /// <param name="outputs">The outputs wanted.</param>
    /// <returns>Each output's values, row by row, and its shape.</returns>
    /// <exception cref="RewardLabException">The model wants an input of another kind, or one that is not known, or does not run with these.</exception>
    public (float[] Values, int[] Shape)[] Run(
        IReadOnlyDictionary<string, (long[] Values, int[] Shape)> numbers,
        IReadOnlyDictionary<string, (float[] Values, int[] Shape)> values,
        params string[] outputs)
    {
        var inputs = new List<NamedOnnxValue>();
        foreach (var (name, metadata) in _session.InputMetadata)
        {
            inputs.Add((metadata.IsTensor ? metadata.ElementDataType : TensorElementType.DataTypeMax) switch
            {
                TensorElementType.Int64 when numbers.TryGetValue(name, out var given) => NamedOnnxValue.CreateFromTensor(
                    name, new DenseTensor<long>(given.Values, given.Shape)),
                TensorElementType.Int32 when numbers.TryGetValue(name, out var given) =>
                    NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(Array.ConvertAll(given.Values, static v => (int)v), given.Shape)),
                TensorElementType.Float when values.TryGetValue(name, out var given) => NamedOnnxValue.CreateFromTensor(
                    name, new DenseTensor<float>(given.Values, given.Shape)),
                TensorElementType.Float16 when values.TryGetValue(name, out var given) =>
                    NamedOnnxValue.CreateFromTensor(name, new DenseTensor<Float16>(Array.ConvertAll(given.Values, static v => (Float16)v), given.Shape)),
                var kind => throw new RewardLabException(
                    $"{_path}: wants an input '{name}' {(metadata.IsTensor ? $"of type {kind}" : "that is no tensor")}, which is not known here; "
                    + "inputs are input_ids, attention_mask, token_type_ids and pixel_values."),
            });
        }

        try
        {
            using var results = _session.Run(inputs, outputs);
            return [.. outputs.Select(output => Floats(results.First(result => result.Name == output)))];
        }
        catch (OnnxRuntimeException exception)
        {
            var shapes = numbers.Select(given => (given.Key, given.Value.Shape)).Concat(values.Select(given => (given.Key, given.Value.Shape)))
                .Where(given => _session.InputMetadata.ContainsKey(given.Key))
                .Select(given => $"{given.Key} of {string.Join(" x ", given.Shape)}");
            throw new RewardLabException(
                $"{_path}: does not run with {string.Join(", ", shapes)}: {OneLine.Format(exception.Message)}", exception);
        }
    }

    public void Dispose() => _session.Dispose();

    private (float[] Values, int[] Shape) Floats(DisposableNamedOnnxValue result) => result switch
    {
        { ValueType: not OnnxValueType.ONNX_TYPE_TENSOR } => throw new RewardLabException($"{_path}: gives '{result.Name}', which is no tensor."),
        { ElementType: TensorElementType.Float } => ([.. result.AsEnumerable<float>()], [.. result.AsTensor<float>().Dimensions]),
        { ElementType: TensorElementType.Float16 } =>
            ([.. result.AsEnumerable<Float16>().Select(static value => (float)value)], [.. result.AsTensor<Float16>().Dimensions]),
        var other => throw new RewardLabException($"{_path}: gives '{other.Name}' as {other.ElementType}; an export in float32 or float16 is needed."),
    };

    private static string FirstSentence(string message) => message.ReplaceLineEndings(" ").Split(". ")[0].Trim();
}
