using Microsoft.ML.OnnxRuntime;
using RewardLab.Torch.Runtime;

namespace RewardLab.Rewards.Onnx;

/// <summary>The one place that opens sessions of ONNX Runtime: with its telemetry off before the first.</summary>
internal static class OnnxRuntimeStart
{
    private static readonly Lazy<OrtEnv> Runtime = new(() =>
    {
        OnnxTelemetry.SwitchOff();
#pragma warning disable RS0030 // Telemetry is off.
        var runtime = OrtEnv.Instance();
#pragma warning restore RS0030

        // What is wrong comes as an exception; its own lines, in colours, would go past the log.
        runtime.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        runtime.DisableTelemetryEvents();
        return runtime;
    });

    /// <summary>Options of a session that writes nothing to the terminal by itself.</summary>
    public static SessionOptions NewOptions()
    {
        _ = Runtime.Value;
        return new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Providers and the like.</param>
    /// <exception cref="OnnxRuntimeException">It is not a model that this runtime can run.</exception>
    public static InferenceSession Open(string path, SessionOptions options)
    {
        _ = Runtime.Value;
#pragma warning disable RS0030 // This is the one place.
        return new InferenceSession(path, options);
#pragma warning restore RS0030
    }
}
