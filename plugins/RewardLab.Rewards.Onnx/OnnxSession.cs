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
                using var options = new SessionOptions();
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
            using var options = new SessionOptions();
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

    /// <summary>An input's dimensions, negative where they are free; null where there is no such input.</summary>
    public int[]? Shape(string input) => _session.InputMetadata.TryGetValue(input, out var metadata) ? metadata.Dimensions : null;

    /// <summary>An output's dimensions, negative where they are free.</summary>
    public int[] OutputShape(string output) => _session.OutputMetadata[output].Dimensions;

    /// <summary>Runs the model; inputs that it does not have are left out.</summary>
    /// <param name="numbers">Whole numbers by name: values and shape.</param>
    /// <param name="values">Real numbers by name: values and shape.</param>
    /// <param name="outputs">The outputs wanted.</param>
    /// <returns>Each output's values, row by row.</returns>
    /// <exception cref="RewardLabException">The model wants an input of another kind, or one that is not known.</exception>
    public float[][] Run(
        IReadOnlyDictionary<string, (long[] Values, int[] Shape)> numbers,
        IReadOnlyDictionary<string, (float[] Values, int[] Shape)> values,
        params string[] outputs)
    {
        var inputs = new List<NamedOnnxValue>();
        foreach (var (name, metadata) in _session.InputMetadata)
        {
            inputs.Add(metadata.ElementDataType switch
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
                    $"{_path}: wants an input '{name}' of type {kind}, which is not known here; "
                    + "inputs are input_ids, attention_mask, token_type_ids and pixel_values."),
            });
        }

        using var results = _session.Run(inputs, outputs);
        return [.. outputs.Select(output => Floats(results.First(result => result.Name == output)))];
    }

    public void Dispose() => _session.Dispose();

    private float[] Floats(DisposableNamedOnnxValue result) => result.ElementType switch
    {
        TensorElementType.Float => [.. result.AsEnumerable<float>()],
        TensorElementType.Float16 => [.. result.AsEnumerable<Float16>().Select(static value => (float)value)],
        var kind => throw new RewardLabException($"{_path}: gives '{result.Name}' as {kind}; an export in float32 or float16 is needed."),
    };

    private static string FirstSentence(string message) => message.ReplaceLineEndings(" ").Split(". ")[0].Trim();
}
