// Fine-tunes Toybox by RWR, as small as it can be.
Lab.Optimizer(
    "rwr",
    new
    {
        name = "tuned",
        steps = 8,
        stepsPerEpoch = 2,
        batchSize = 4,
        poolSize = 4,
        top = 2,
        weights = "rank",
        rank = 1,
        targets = new[] { "to_q" },
        learningRate = 1e-4,
        stepCount = 3,
        guidanceScale = 3.0,
        sampleBatchSize = 4,
        evaluationInterval = 1,
        evaluationImages = 2,
        alarmWindow = 3,
        microBatchSize = 4,
        keep = 1,
        choose = "last",
    })
    .Run(Lab.Images("toybox", new { device = "cpu" }), Lab.Reward("toybox-pickscore"), ["a cat", "two balls"], [Lab.Reward("toybox-truth")]);
