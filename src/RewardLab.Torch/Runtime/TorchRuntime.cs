using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RewardLab.Abstractions;
using TorchSharp;

namespace RewardLab.Torch.Runtime;

/// <summary>Starts libtorch before anything touches TorchSharp, also on systems where TorchSharp's own library does not load.</summary>
/// <remarks>
/// libLibTorchSharp.so asks libstdc++ for the version GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and RHEL 9 lack, for the sake of one
/// symbol that is never called. Where the library does not load for that reason, a copy with that need marked weak is made in the cache
/// folder and loaded instead; the package's file is never touched.
/// </remarks>
public static class TorchRuntime
{
    private const string OptionalVersion = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();

    // As the build chose it: asking TorchSharp would run its static constructor, which loads libtorch from the wrong place.
    private static readonly string ExpectedVersion =
        typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "LibTorchVersion").Value!;

    private static TorchRuntimeInfo? _info;
    private static string? _requestedFolder;

    /// <summary>What was started; null before that.</summary>
    internal static TorchRuntimeInfo? Started => _info;

    /// <summary>Starts libtorch with the environment's options, once.</summary>
    /// <exception cref="RewardLabException">libtorch cannot be loaded, with what to do about it.</exception>
    public static TorchRuntimeInfo Start() => Start(TorchRuntimeOptions.FromEnvironment());

    /// <summary>Starts libtorch, once; later calls return what was started.</summary>
    /// <exception cref="RewardLabException">libtorch cannot be loaded, or a different folder is asked for after the start.</exception>
    public static TorchRuntimeInfo Start(TorchRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (Gate)
        {
            if (_info is null)
            {
                _info = Load(options.LibTorchFolder);
                _requestedFolder = options.LibTorchFolder;
            }
            else if (options.LibTorchFolder is { } folder && folder != _requestedFolder)
            {
                throw new RewardLabException($"libtorch was already started from '{_info.Folder}'; a process can only hold one.");
            }

            if (options.ThreadCount is { } threads)
            {
                torch.set_num_threads(threads);
            }

            return _info;
        }
    }

    private static TorchRuntimeInfo Load(string? requestedFolder)
    {
        OpenMpWaiting.PreferSleep();
        ConsoleInterrupts.LeaveToProgram();
        MatrixProducts.KeepRowsIndependent();
        var packageFolder = NativeFolder.Find();
        var folder = requestedFolder is null ? packageFolder : NativeFolder.Check(requestedFolder, ExpectedVersion);
        try
        {
            foreach (var library in NativeFolder.LibrariesToPreload(folder))
            {
                NativeLibrary.Load(library);
            }

            if (requestedFolder is not null && OperatingSystem.IsLinux())
            {
                LoadForwarders(folder);
            }

            var (path, isPatched) = LoadBinding(Path.Combine(packageFolder, NativeFolder.FileName("LibTorchSharp")));
            MarkLoaded();
            torch.InitializeDeviceType(DeviceType.CPU);
            // PyTorch's default lets convolutions on a GPU round float32 to ten bits of mantissa:
            // a ratio of probabilities moves by 1e-5 then, and float32 is asked for because it is exact.
            torch.backends.cudnn.allow_tf32 = false;
            return new TorchRuntimeInfo(folder, ExpectedVersion, path, isPatched);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or TypeInitializationException or NotSupportedException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            var advice = requestedFolder is null
                ? "Run 'rewardlab doctor' for details."
                : $"It must be libtorch {ExpectedVersion}; without --libtorch and {TorchRuntimeOptions.LibTorchVariable} the package's own is used.";
            throw new RewardLabException($"libtorch does not load from '{folder}': {exception.Message.ReplaceLineEndings(" ")} {advice}", exception);
        }
    }

    private static (string Path, bool IsPatched) LoadBinding(string path)
    {
        nint handle;
        var isPatched = false;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains(OptionalVersion, StringComparison.Ordinal))
        {
            path = PatchedCopy(path);
            isPatched = true;
            handle = NativeLibrary.Load(path);
        }

        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, assembly, search) =>
            name == "LibTorchSharp" ? handle : NativeLibrary.TryLoad(name, assembly, search, out var other) ? other : 0);
        return (path, isPatched);
    }

    private static string PatchedCopy(string original)
    {
        var bytes = File.ReadAllBytes(original);
        var folder = Path.Combine(NativeFolder.Cache(), Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        var copy = Path.Combine(folder, Path.GetFileName(original));
        if (!ElfVersionNeeds.TryMarkWeak(bytes, OptionalVersion))
        {
            throw new InvalidDataException($"'{original}' does not name {OptionalVersion}.");
        }

        return Cached(copy, bytes);
    }

    // TorchSharp's static constructor loads "torch_cpu" by name and would find the package's beside its assembly: a second libtorch, which ends
    // the process. .NET tries the bare name "torch_cpu.so" before that file, so something in the process must answer to it.
    private static void LoadForwarders(string folder)
    {
        var original = Path.Combine(folder, NativeFolder.FileName("torch"));
        foreach (var name in (string[])["torch_cpu", "torch_cuda"])
        {
            var bytes = File.Exists(original) ? File.ReadAllBytes(original) : [];
            if (bytes.Length > 0 && ElfForwarder.TryRename(bytes, $"lib{name}.so", $"{name}.so"))
            {
                var forwarder = Path.Combine(NativeFolder.Cache(), Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], $"{name}.so");
                NativeLibrary.Load(Cached(forwarder, bytes));
            }
        }
    }

    /// <exception cref="RewardLabException">The cache cannot be written.</exception>
    private static string Cached(string copy, byte[] bytes)
    {
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
        {
            return copy;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var temporary = copy + "." + Path.GetRandomFileName();
            File.WriteAllBytes(temporary, bytes);
            AtomicFile.Move(temporary, copy);
            return copy;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // libtorch itself is well: what is wrong is where its copy was to lie.
            throw new RewardLabException(
                $"RewardLab's cache cannot be written: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}. It keeps a corrected copy of a library of "
                + "libtorch's there. Set REWARDLAB_CACHE to a folder that can be written.",
                exception);
        }
    }

    // TorchSharp looks for the libraries by itself, again for each kind of device, unless its two private flags say "already loaded"; there is no
    // public way to say so. Touching them runs its static constructor.
    private static void MarkLoaded()
    {
        foreach (var name in (string[])["nativeBackendLoaded", "nativeBackendCudaLoaded"])
        {
            typeof(torch).GetField(name, BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, true);
        }
    }
}
