using System.Runtime.InteropServices;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Torch.Memory;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Inputs and results of units as bytes. Shared data: the specification, the weights, and for gradients the weights that sampled.</summary>
internal static class TrajectoryUnits
{
    /// <summary>The kind of these units.</summary>
    public const string Kind = "ddpo";

    /// <summary>What a unit is for.</summary>
    public enum Purpose : byte
    {
        /// <summary>Samples trajectories, and keeps them.</summary>
        Sampling,

        /// <summary>Differentiates over steps of them.</summary>
        Gradients,

        /// <summary>Samples held-out images.</summary>
        HeldOut,
    }

    private enum Outcome : byte
    {
        Done,
        RatioDrift,
        NotFinite,
        OutOfMemory,
    }

    /// <summary>The input of a unit that samples.</summary>
    public static ReadOnlyMemory<byte> SamplingInput(int epoch, ImageRequest[] requests) => Bytes(writer =>
    {
        writer.Write((byte)Purpose.Sampling);
        writer.Write(epoch);
        WriteRequests(writer, requests);
    });

    /// <summary>The input of a unit that samples held-out images.</summary>
    public static ReadOnlyMemory<byte> HeldOutInput(HeldOutTask task) => Bytes(writer =>
    {
        writer.Write((byte)Purpose.HeldOut);
        WriteRequests(writer, task.Requests);
        writer.Write(task.KlRows.Length);
        Array.ForEach(task.KlRows, writer.Write);
    });

    /// <summary>The input of a unit that differentiates.</summary>
    public static ReadOnlyMemory<byte> GradientInput(GradientTask task) => Bytes(writer =>
    {
        writer.Write((byte)Purpose.Gradients);
        writer.Write(task.PairCount);
        writer.Write(task.FullBatchSize ?? 0);
        writer.Write(task.MaxDrift);
        writer.Write(task.Advantages.Length);
        writer.Write(MemoryMarshal.AsBytes(task.Advantages.AsSpan()));
        writer.Write(task.MicroBatches.Count);
        foreach (var batch in task.MicroBatches)
        {
            WritePairs(writer, batch);
        }
    });

    /// <summary>What a unit is for.</summary>
    public static Purpose PurposeOf(WorkUnit unit) => (Purpose)unit.Input.Span[0];

    /// <summary>Reads the input of a unit that samples.</summary>
    public static (int Epoch, ImageRequest[] Requests) ReadSampling(WorkUnit unit)
    {
        using var reader = Reader(unit.Input);
        reader.ReadByte();
        return (reader.ReadInt32(), ReadRequests(reader));
    }

    /// <summary>Reads the input of a unit that samples held-out images.</summary>
    public static HeldOutTask ReadHeldOutTask(WorkUnit unit)
    {
        using var reader = Reader(unit.Input);
        reader.ReadByte();
        var (requests, rows) = (ReadRequests(reader), new int[reader.ReadInt32()]);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = reader.ReadInt32();
        }

        return new HeldOutTask(requests, rows);
    }

    /// <summary>Reads the input of a unit that differentiates.</summary>
    public static GradientTask ReadGradient(WorkUnit unit)
    {
        using var reader = Reader(unit.Input);
        reader.ReadByte();
        var (pairCount, fullBatchSize, maxDrift) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble());
        var advantages = ReadFloats(reader);
        var batches = new (int, int)[reader.ReadInt32()][];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = ReadPairs(reader);
        }

        return new GradientTask(0, batches, advantages, pairCount, fullBatchSize == 0 ? null : fullBatchSize, maxDrift);
    }

    /// <summary>The result of a unit that samples.</summary>
    public static ReadOnlyMemory<byte> SamplingResult(ImageBatch images) => Bytes(writer => WriteImages(writer, images));

    /// <summary>The result of a unit that samples held-out images.</summary>
    public static ReadOnlyMemory<byte> HeldOutResult(HeldOutBatch batch) => Bytes(writer =>
    {
        WriteImages(writer, batch.Images);
        writer.Write(batch.Kl.Length);
        foreach (var kl in batch.Kl)
        {
            writer.Write(kl.Length);
            Array.ForEach(kl, writer.Write);
        }
    });

    /// <summary>Reads the result of a unit that samples.</summary>
    public static ImageBatch ReadImages(ReadOnlyMemory<byte> result)
    {
        using var reader = Reader(result);
        return ReadImages(reader);
    }

    /// <summary>Reads the result of a unit that samples held-out images.</summary>
    public static HeldOutBatch ReadHeldOut(ReadOnlyMemory<byte> result)
    {
        using var reader = Reader(result);
        var (images, kl) = (ReadImages(reader), new double[reader.ReadInt32()][]);
        for (var row = 0; row < kl.Length; row++)
        {
            kl[row] = new double[reader.ReadInt32()];
            for (var step = 0; step < kl[row].Length; step++)
            {
                kl[row][step] = reader.ReadDouble();
            }
        }

        return new HeldOutBatch(images, kl);
    }

    /// <summary>The result of a unit that differentiates: how training continues is decided by the run, also where memory ran out.</summary>
    public static ReadOnlyMemory<byte> GradientResult(Func<GradientSum> compute)
    {
        try
        {
            using var scope = NewDisposeScope();
            var sum = compute();
            return Bytes(writer =>
            {
                writer.Write((byte)Outcome.Done);
                writer.Write(sum.Parts.Count);
                foreach (var part in sum.Parts)
                {
                    WritePart(writer, part);
                }

                writer.Write((int)sum.Values.numel());
                writer.Write(sum.Values.cpu().contiguous().bytes);
            });
        }
        catch (RatioDriftException drift)
        {
            return Bytes(writer =>
            {
                writer.Write((byte)Outcome.RatioDrift);
                writer.Write(drift.Drift);
                writer.Write(drift.Step);
            });
        }
        catch (NonFiniteException exception)
        {
            return Failure(Outcome.NotFinite, exception);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OperationCanceledException) && OutOfMemory.Is(exception))
        {
            return Failure(Outcome.OutOfMemory, exception);
        }
    }

    /// <summary>Reads the result of a unit that differentiates.</summary>
    /// <exception cref="RatioDriftException">A ratio is too far from 1.</exception>
    /// <exception cref="NonFiniteException">A loss is not finite.</exception>
    /// <exception cref="RewardLabException">A worker's memory does not suffice; <see cref="OutOfMemory"/> knows it for that.</exception>
    public static GradientSum ReadGradient(ReadOnlyMemory<byte> result, Device device)
    {
        using var reader = Reader(result);
        switch ((Outcome)reader.ReadByte())
        {
            case Outcome.RatioDrift:
                throw new RatioDriftException(reader.ReadDouble(), reader.ReadInt32());
            case Outcome.NotFinite:
                throw new NonFiniteException(reader.ReadString());
            case Outcome.OutOfMemory:
                throw new RewardLabException($"a worker has not enough memory: {reader.ReadString()}");
        }

        var parts = new PartMetrics[reader.ReadInt32()];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = ReadPart(reader);
        }

        return new GradientSum(tensor(ReadFloats(reader), device: device), parts);
    }

    private static ReadOnlyMemory<byte> Failure(Outcome outcome, Exception exception) => Bytes(writer =>
    {
        writer.Write((byte)outcome);
        writer.Write(exception.Message);
    });

    private static void WriteRequests(BinaryWriter writer, ImageRequest[] requests)
    {
        writer.Write(requests.Length);
        foreach (var request in requests)
        {
            writer.Write(request.Prompt);
            writer.Write(request.Seed);
        }
    }

    private static ImageRequest[] ReadRequests(BinaryReader reader)
    {
        var requests = new ImageRequest[reader.ReadInt32()];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = new ImageRequest(reader.ReadString(), reader.ReadUInt64());
        }

        return requests;
    }

    private static void WriteImages(BinaryWriter writer, ImageBatch images)
    {
        writer.Write(images.Count);
        writer.Write(images.Height);
        writer.Write(images.Width);
        writer.Write(images.Pixels.Span);
    }

    private static ImageBatch ReadImages(BinaryReader reader)
    {
        var (count, height, width) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return new ImageBatch(reader.ReadBytes(checked(count * height * width * 3)), count, height, width);
    }

    private static void WritePart(BinaryWriter writer, PartMetrics part)
    {
        WritePairs(writer, part.Pairs);
        writer.Write(part.Share);
        writer.Write(part.Loss);
        writer.Write(part.Ratios.Length);
        writer.Write(MemoryMarshal.AsBytes(part.Ratios.AsSpan()));
        writer.Write(part.ApproximateKl);
        writer.Write(part.ClipFraction);
        writer.Write(part.Distance.HasValue);
        writer.Write(part.Distance ?? 0);
    }

    private static PartMetrics ReadPart(BinaryReader reader)
    {
        var (pairs, share, loss, ratios) = (ReadPairs(reader), reader.ReadDouble(), reader.ReadDouble(), ReadFloats(reader));
        var (kl, clipped, hasDistance, distance) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadDouble());
        return new PartMetrics(pairs, share, loss, ratios, kl, clipped, hasDistance ? distance : null);
    }

    private static void WritePairs(BinaryWriter writer, (int, int)[] pairs)
    {
        writer.Write(pairs.Length);
        foreach (var (row, step) in pairs)
        {
            writer.Write(row);
            writer.Write(step);
        }
    }

    private static (int, int)[] ReadPairs(BinaryReader reader)
    {
        var pairs = new (int, int)[reader.ReadInt32()];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (reader.ReadInt32(), reader.ReadInt32());
        }

        return pairs;
    }

    private static float[] ReadFloats(BinaryReader reader) =>
        MemoryMarshal.Cast<byte, float>(reader.ReadBytes(checked(reader.ReadInt32() * sizeof(float)))).ToArray();

    private static BinaryReader Reader(ReadOnlyMemory<byte> bytes) => new(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);

    private static ReadOnlyMemory<byte> Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}
